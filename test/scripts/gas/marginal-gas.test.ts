import { describe, expect, it } from "vitest";
import { marginalGas } from "../../../scripts/gas/marginal-gas.ts";

describe("marginalGas", () => {
  it("is what each one more costs, from count to count, whatever the order of the measurements", () => {
    const calls = {
      "submit 8 pages": 1900,
      open: 7,
      "submit 1 page": 500,
      "submit 2 pages": 700,
      "resubmit 3 pages": 9,
    };
    expect(marginalGas(calls, "submit")).toEqual([
      { from: 1, to: 2, gasEach: 200 },
      { from: 2, to: 8, gasEach: 200 },
    ]);
  });

  it("is nothing for one measurement alone", () => {
    expect(marginalGas({ "submit 1 page": 500, open: 3 }, "submit")).toEqual([]);
    expect(marginalGas({ "submit 1 page": 500, open: 3 }, "open")).toEqual([]);
  });
});
