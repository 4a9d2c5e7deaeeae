/** What is committed is what forge compiled. @module */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { EXPORTED_FILES } from "../../../scripts/export-abi/exported-files.ts";
import { ARTIFACTS_FOLDER } from "../../../scripts/export-abi/forge-artifact.ts";

const compiled = existsSync(join(ARTIFACTS_FOLDER, "ReservesOracle.sol"));

describe.skipIf(!compiled)("ABIs and errors (needs `forge build`)", () => {
  test.each(EXPORTED_FILES)("$path is what forge compiled", ({ path, render }) => {
    expect(readFileSync(path, "utf8")).toBe(render());
  });
});
