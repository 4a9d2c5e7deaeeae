import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  ABI_FILE,
  ORACLE_ARTIFACT,
  renderReservesOracleAbi,
} from "../../../scripts/export-verifier/render-abi.ts";

describe.skipIf(!existsSync(ORACLE_ARTIFACT))("reserves-oracle-abi.ts (needs `forge build`)", () => {
  it("is what forge compiled", () => {
    expect(readFileSync(ABI_FILE, "utf8")).toBe(renderReservesOracleAbi());
  });
});
