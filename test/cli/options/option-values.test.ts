import { describe, expect, it } from "vitest";
import {
  parsePositive,
  parseSeconds,
  parseSpurt,
  parseSpurtOrLatest,
} from "../../../prover/cli/options/option-values.ts";

describe("the number of a spurt", () => {
  it.each(["1", "12", "999999999999", "9999999999999999999"])("%s is one, wherever it is given", (text) => {
    expect(parseSpurt(text)).toBe(BigInt(text));
    expect(parseSpurtOrLatest(text)).toBe(BigInt(text));
    expect(parseSpurt(text)).toBeLessThan(2n ** 64n);
  });

  it.each(["0", "01", "-1", "1.5", "", " 1", "99999999999999999999"])("%j is none", (text) => {
    expect(() => parseSpurt(text)).toThrow(/number of a spurt/);
    expect(() => parseSpurtOrLatest(text)).toThrow(/number of a spurt/);
  });

  it("is the latest only where that is asked for", () => {
    expect(parseSpurtOrLatest("latest")).toBe("latest");
    expect(() => parseSpurt("latest")).toThrow();
  });
});

it.each([
  [parsePositive, "1", "9999999"],
  [parseSeconds, "1", "99999"],
])("%o takes whole numbers from 1", (parse, ...taken) => {
  expect(taken.map(parse)).toEqual(taken.map(Number));
  for (const text of ["0", "-1", "1.5", "", "1e3", `${taken[1]}0`]) expect(() => parse(text)).toThrow();
});
