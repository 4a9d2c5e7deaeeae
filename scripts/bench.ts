/**
 * `npm run bench -- [--size NAME …] [--backend NAME …] [--rapidsnark PATH] [--rounds N] [--out DIR] [--plans-only]
 * [--proofs-only]`: constraints, time and memory of pages on this machine, or only of proofs by bare snarkjs and by the native
 * prover on each of its paths. Prints tables and writes the same as JSON. Not a test.
 * @module
 */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { installedSizes } from "../prover/keys/installed-sizes.ts";
import { PAGE_SIZE_NAMES, type PageSize } from "../prover/plan/page-sizes.ts";
import { BACKEND_NAMES, BACKENDS } from "../prover/prove/backends/registry.ts";
import { describeRun } from "./bench/describe-run.ts";
import { formatPlans, formatProving, formatRun } from "./bench/format-bench.ts";
import { measurePlans } from "./bench/measure-plans.ts";
import { measureProving } from "./bench/measure-proving.ts";
import { presentBackends } from "./bench/present-backends.ts";

const backendOptions = BACKENDS.flatMap(({ options }) => options.map(({ name }) => name));
const { values } = parseArgs({
  options: {
    ...Object.fromEntries(backendOptions.map((name) => [name, { type: "string" } as const])),
    size: { type: "string", multiple: true },
    backend: { type: "string", multiple: true },
    rounds: { type: "string", default: "3" },
    out: { type: "string", default: "build/bench" },
    "plans-only": { type: "boolean", default: false },
    "proofs-only": { type: "boolean", default: false },
  },
});

const sizes = oneOf<PageSize>("--size", values.size, PAGE_SIZE_NAMES) ?? installedSizes();
const wanted = oneOf<string>("--backend", values.backend, BACKEND_NAMES);
if (!/^[1-9][0-9]?$/.test(values.rounds)) throw new RangeError(`--rounds is 1 to 99, not ${values.rounds}`);

const run = await describeRun();
console.log(formatRun(run));
const plans = await measurePlans();
console.log(`\n${formatPlans(plans)}`);
const withPages = !values["plans-only"] && !values["proofs-only"];
const backends = !withPages ? [] : await presentBackends(wanted, values);
const proving = [];
for (const size of values["plans-only"] ? [] : sizes) {
  const measured = await measureProving({ size, backends, rounds: Number(values.rounds), plans });
  console.log(`\n${formatProving(measured)}`);
  proving.push(measured);
}
await mkdir(values.out, { recursive: true });
const file = join(values.out, `bench-${run.commit.slice(0, 12)}.json`);
await writeFile(file, `${JSON.stringify({ run, plans, proving }, null, 2)}\n`);
console.log(`\nWritten to ${file}`);

function oneOf<T extends string>(
  option: string,
  given: string[] | undefined,
  known: readonly T[],
): T[] | undefined {
  const unknown = given?.find((name) => !(known as readonly string[]).includes(name));
  if (unknown !== undefined) throw new RangeError(`${option} is one of ${known.join(", ")}, not ${unknown}`);
  return given as T[] | undefined;
}
