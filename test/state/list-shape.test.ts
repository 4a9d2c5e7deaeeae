/** Windows of lists: perfect subtrees that hold every leaf once. @module */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  firstLeafOfLevel,
  gindexInWindow,
  type ListName,
  leavesOf,
  levelOfLeaf,
  nodeInWindow,
  windowOfLeaf,
  windowsOf,
} from "../../prover/state/list-shape.ts";

/** Levels of the only window of a list of fixed depth. */
function topDepth(list: ListName, length: number): number {
  const [window, ...others] = windowsOf({ kind: "bounded", depth: 40 }, leavesOf(list, length));
  expect(others).toEqual([]);
  expect(window).toMatchObject({ number: 0, firstLeaf: 0, span: 2 ** window!.depth });
  return window!.depth;
}

describe("the window of a list of fixed depth", () => {
  it.each([
    [0, 1],
    [1, 1],
    [8, 1],
    [9, 2],
    [16, 2],
    [17, 3],
    [64, 4],
    [1987, 9],
    [2048, 9],
    [2049, 10],
    [2 ** 21, 19],
  ])("covers %i balances with %i levels", (length, depth) => {
    expect(topDepth("balances", length)).toBe(depth);
  });

  it.each([
    [1, 1],
    [2, 1],
    [3, 2],
    [1987, 11],
    [2048, 11],
    [2049, 12],
  ])("covers %i validators or deposits with %i levels", (length, depth) => {
    expect(topDepth("validators", length)).toBe(depth);
    expect(topDepth("pendingDeposits", length)).toBe(depth);
  });

  it("is the least number of levels, at least one", () => {
    const lists = fc.constantFrom<ListName>("balances", "validators", "pendingDeposits");
    fc.assert(
      fc.property(lists, fc.integer({ min: 1, max: 2 ** 40 }), (list, length) => {
        const depth = topDepth(list, length);
        const perLeaf = list === "balances" ? 4 : 1;
        expect(perLeaf * 2 ** depth).toBeGreaterThanOrEqual(length);
        if (depth > 1) expect(perLeaf * 2 ** (depth - 1)).toBeLessThan(length);
      }),
    );
  });

  it.each([-1, 1.5, Number.NaN, 2 ** 60])("refuses %d entries", (length) => {
    expect(() => topDepth("balances", length)).toThrow(RangeError);
  });

  it("does not exist past the limit", () => {
    expect(() => windowsOf({ kind: "bounded", depth: 27 }, 2 ** 27)).not.toThrow();
    expect(() => windowsOf({ kind: "bounded", depth: 27 }, 2 ** 27 + 1)).toThrow(RangeError);
  });
});

describe("the windows of a progressive list", () => {
  const shape = { kind: "progressive" } as const;

  it("hold 1, 4, 16, … leaves, from (4^k − 1) / 3 on", () => {
    const firsts = [0, 1, 5, 21, 85, 341, 1365, 5461, 21845, 87381, 349525, 1398101, 5592405];
    expect(firsts.map((_, level) => firstLeafOfLevel(level))).toEqual(firsts);
    expect(windowsOf(shape, 550_000)).toHaveLength(11);
    expect(windowsOf(shape, 0)).toHaveLength(1);
  });

  it("are as many as the leaves ask for, and each leaf lies in one", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 45 }), fc.nat(), (leaves, place) => {
        const windows = windowsOf(shape, leaves);
        const last = windows.at(-1)!;
        expect(last.firstLeaf).toBeLessThan(leaves);
        expect(last.firstLeaf + last.span).toBeGreaterThanOrEqual(leaves);
        const leaf = place % leaves;
        const window = windowOfLeaf(windows, leaf);
        expect(window.number).toBe(levelOfLeaf(leaf));
        expect(leaf - window.firstLeaf).toBeLessThan(window.span);
        expect(() => windowOfLeaf(windows, last.firstLeaf + last.span)).toThrow(RangeError);
      }),
    );
  });

  it("give a leaf the path of EIP-7916: right k times, left, then its place in the level", () => {
    fc.assert(
      fc.property(fc.nat({ max: 2 ** 40 }), (leaf) => {
        const window = windowOfLeaf(windowsOf(shape, leaf + 1), leaf);
        const level = levelOfLeaf(leaf);
        const place = (leaf - firstLeafOfLevel(level)).toString(2).padStart(2 * level, "0");
        const path = `10${"1".repeat(level)}0${level === 0 ? "" : place}`;
        const gindex = nodeInWindow(window, 0, leaf);
        expect(gindex.toString(2)).toBe(path);
        const inWindow = gindexInWindow(window, leaf).toString(2);
        expect(path.endsWith(inWindow.slice(1))).toBe(true);
        expect(inWindow.length - 1).toBe(window.depth);
      }),
    );
  });
});
