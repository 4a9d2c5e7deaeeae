/**
 * `npm run setup -- [size …]`: compiles the page circuits of the given sizes (default: small) and makes development
 * keys for them, into build/<size>/, and the native prover where there is a C++ compiler. Existing results of the same
 * sources are kept.
 * @module
 */
import { Listr, type ListrTask } from "listr2";
import { PAGE_SIZE_NAMES, type PageSize } from "../prover/plan/page-sizes.ts";
import { setUpSize } from "./circuits/set-up-size.ts";
import { setUpNative } from "./native/set-up-native.ts";
import { reportingFailures } from "./reporting-failures.ts";

const names = process.argv.slice(2);
const unknown = names.filter((name) => !(PAGE_SIZE_NAMES as string[]).includes(name));
if (unknown.length > 0) {
  console.error(`Unknown size ${unknown.join(", ")}: choose from ${PAGE_SIZE_NAMES.join(", ")}.`);
  process.exitCode = 2;
} else {
  const sizes = (names.length > 0 ? names : ["small"]) as PageSize[];
  await reportingFailures(() =>
    new Listr(
      [
        {
          title: "Native prover",
          task: async (_, task) => {
            let last = "";
            const native = await setUpNative((text) => {
              last = text;
              task.output = text;
            });
            if (native === undefined) task.title = `Native prover: ${last} snarkjs proves the pages.`;
          },
        },
        ...sizes.map(
          (size): ListrTask => ({
            title: `Circuit and development keys: ${size}`,
            task: (_, task) =>
              setUpSize(size, (text) => {
                task.output = text;
              }).then(() => {}),
          }),
        ),
      ],
      { fallbackRenderer: "simple", fallbackRendererCondition: !process.stdout.isTTY },
    ).run(),
  );
}
