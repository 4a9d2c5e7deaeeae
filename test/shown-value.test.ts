import { describe, expect, it } from "vitest";
import { shownValue } from "../prover/shown-value.ts";

describe("a stranger's value in a message", () => {
  it.each([
    ["2.0", '"2.0"'],
    [7, "7"],
    [null, "null"],
    [undefined, "nothing"],
    [["2"], "a list"],
    [{ version: 2 }, "an object"],
  ])("of %o is %s", (value, shown) => expect(shownValue(value)).toBe(shown));

  it("is short, and not gone into", () => {
    expect(shownValue("9".repeat(10_000)).length).toBeLessThan(110);
    const deep = JSON.parse(`${"[".repeat(50_000)}${"]".repeat(50_000)}`);
    expect(shownValue(deep)).toBe("a list");
  });
});
