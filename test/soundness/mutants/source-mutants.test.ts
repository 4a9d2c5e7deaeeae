/** Source mutants: one statement constrains nothing any more, and everything else is as it was. `npm run mutants sources` tries all. @module */
import { describe, expect, it } from "vitest";
import { noticeSourceMutant } from "./notice-source-mutant.ts";
import { mutantsOf, sourceMutants } from "./source-mutants.ts";

const SOURCE = `pragma circom 2.1.6;
// a comment with a <== b; and c === d;
template One(n) {
  signal input in; // in === 0;
  signal output out;
  out <== 2 * in;
  for (var i = 0; i < n; i++) in * (in - 1) === 0;
  if (n > 1) { in === 0; } else out === in;
}
template Two() {
  signal output parts[2] <== Split(2)(
    5
  );
  parts[0] === 1;
  parts[0] === 1;
}
`;

describe("mutantsOf", () => {
  const mutants = mutantsOf("a.circom", SOURCE);
  /** What a mutant has instead of what stood there. */
  const change = (text: string) => {
    let [start, end] = [0, 0];
    while (text[start] === SOURCE[start]) start++;
    while (text.at(-1 - end) === SOURCE.at(-1 - end) && end < Math.min(text.length, SOURCE.length) - start)
      end++;
    return [SOURCE.slice(start, SOURCE.length - end), text.slice(start, text.length - end)];
  };

  it("makes one of each constraining statement, none of comments, with its template and a name of its own", () => {
    expect(mutants.map(({ name, template }) => [template, name])).toEqual([
      ["One", "a.circom: out <== 2 * in;"],
      ["One", "a.circom: in * (in - 1) === 0;"],
      ["One", "a.circom: in === 0;"],
      ["One", "a.circom: out === in;"],
      ["Two", "a.circom: signal output parts[2] <== Split(2)( 5 );"],
      ["Two", "a.circom: parts[0] === 1;"],
      ["Two", "a.circom: parts[0] === 1; (2)"],
    ]);
  });

  it("removes an equality, keeping the loop or branch that it stands in, and turns the other arrow", () => {
    expect(mutants.slice(0, 5).map(({ text }) => change(text))).toEqual([
      ["==", "--"],
      ["in * (in - 1) === 0;", "{}"],
      ["in === 0;", "{}"],
      ["out === in;", "{}"],
      ["==", "--"],
    ]);
  });

  it("changes the one of two equal statements that it is named after", () => {
    const [first, second] = mutants.slice(-2).map(({ text }) => text);
    expect(first).not.toBe(second);
    expect(first!.length).toBe(second!.length);
  });
});

describe("the circuits", () => {
  const all = sourceMutants();

  it("have mutants of each of their files, no two with one name", () => {
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
    expect(all.length).toBeGreaterThan(200);
    for (const { text } of all) expect(text).not.toBe("");
  });

  it("without the constraint that keeps a bit to 0 and 1 are noticed", async () => {
    const mutant = all.find(({ name }) => name === "arithmetic/bits.circom: bits[i] * (bits[i] - 1) === 0;");
    expect(await noticeSourceMutant(mutant!, [])).toBe("determinism of arithmetic");
  });
});
