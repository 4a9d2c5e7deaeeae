import { it } from "vitest";
import { PAGE_SIZE_NAMES, type PageSize } from "../../prover/plan/page-sizes.ts";
import { compiledPageManifest, compilePageCircuit } from "../../scripts/circuits/set-up-size.ts";
import { expectCommitted } from "../support/committed.ts";

/** Too large to compile for a test run: compared where `npm run setup -- SIZE` has compiled them. */
const ONLY_WHERE_COMPILED: readonly PageSize[] = ["large", "huge"];

it.each(PAGE_SIZE_NAMES)(
  "every machine gets the committed constraints of %s, count by count and as a whole",
  async (size) => {
    const manifest = ONLY_WHERE_COMPILED.includes(size)
      ? await compiledPageManifest(size)
      : (await compilePageCircuit(size)).manifest;
    if (manifest === undefined) return console.warn(`${size} is not compiled here: it is not compared`);
    expectCommitted("constraints.json", { [`reserves-page ${size}`]: manifest.counts });
    expectCommitted("constraint-systems.json", { [size]: manifest.r1csSha256 });
  },
);
