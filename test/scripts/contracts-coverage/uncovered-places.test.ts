import { describe, expect, it } from "vitest";
import { uncoveredPlaces } from "../../../scripts/contracts-coverage/uncovered-places.ts";

/** As forge writes it. */
const report = (counts: { line?: number; branch?: number | "-"; call?: number } = {}): string =>
  [
    "TN:",
    "SF:test/Other.sol",
    "DA:1,0",
    "end_of_record",
    "TN:",
    "SF:src/SSZ.sol",
    "DA:9,4",
    "FN:9,SSZ.depthOf",
    `FNDA:${counts.call ?? 4},SSZ.depthOf`,
    `DA:10,${counts.line ?? 4}`,
    `BRDA:10,0,0,${counts.branch ?? 2}`,
    "BRDA:10,0,1,1",
    "end_of_record",
    "",
  ].join("\n");

describe("uncoveredPlaces", () => {
  it("is empty when all of the folder was run, whatever other folders say", () => {
    expect(uncoveredPlaces(report(), "src/")).toEqual([]);
  });

  it("names a line, a branch and a function that were not run", () => {
    expect(uncoveredPlaces(report({ line: 0 }), "src/")).toEqual(["src/SSZ.sol:10: line"]);
    expect(uncoveredPlaces(report({ branch: 0 }), "src/")).toEqual(["src/SSZ.sol:10: branch"]);
    expect(uncoveredPlaces(report({ branch: "-" }), "src/")).toEqual(["src/SSZ.sol:10: branch"]);
    expect(uncoveredPlaces(report({ call: 0 }), "src/")).toEqual(["src/SSZ.sol: function SSZ.depthOf"]);
  });

  it("refuses a report that measured nothing", () => {
    expect(() => uncoveredPlaces("", "src/")).toThrow("no line of src/");
    expect(() => uncoveredPlaces(report(), "contracts/")).toThrow("no line of contracts/");
  });
});
