import { readFileSync } from "node:fs";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { type Hex, toHex } from "../../prover/hex.ts";
import { layoutOf, SUPPORTED_FORKS } from "../../prover/state/layout.ts";
import {
  balancesTopGindex,
  balancesTopOf,
  chunkNodeGindex,
  linkBranch,
  occupiedDepth,
} from "../../prover/state/links.ts";
import { readStateFile } from "../../prover/state/read-state-file.ts";
import { branchOf, verifyBranch } from "../../prover/state/ssz-branch.ts";
import { glanceAtState } from "../../prover/state/state-bytes.ts";
import type { VerifiedState } from "../../prover/state/verified-state.ts";
import {
  balancesInBytes,
  hasRealData,
  headerPath,
  pairHash,
  REAL,
  readJson,
  realPath,
  STATES_WITH_HEADER,
  statePath,
} from "./real-states.ts";

describe("occupiedDepth", () => {
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
    expect(occupiedDepth(length)).toBe(depth);
  });

  it("is the least number of levels, at least one", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 40 }), (length) => {
        const depth = occupiedDepth(length);
        expect(4 * 2 ** depth).toBeGreaterThanOrEqual(length);
        if (depth > 1) expect(4 * 2 ** (depth - 1)).toBeLessThan(length);
      }),
    );
  });

  it.each([-1, 1.5, Number.NaN, 2 ** 60])("refuses %d entries", (length) => {
    expect(() => occupiedDepth(length)).toThrow(RangeError);
  });
});

describe.skipIf(!hasRealData)(`layoutOf agrees with consensus-specs ${REAL}`, () => {
  const spec = hasRealData ? readJson(realPath("spec/gindices.json")) : {};

  it.each(SUPPORTED_FORKS)("%s: balances, execution state root and chunks", (fork) => {
    const layout = layoutOf(fork);
    expect(layout.balancesGindex).toBe(BigInt(spec[fork].balances));
    expect(layout.executionStateRootGindex).toBe(BigInt(spec[fork]["state.leph.state_root"]));
    expect(layout.balancesDepth).toBe(38);
    for (const index of [0, 3, 4, 20, 1000000, 2097151]) {
      const expected = BigInt(spec[fork][`state.balances[${index}]`]);
      expect(chunkNodeGindex(layout, Math.floor(index / 4))).toBe(expected);
    }
  });

  it("chunks exist within the list's limit only", () => {
    const layout = layoutOf("fulu");
    expect(chunkNodeGindex(layout, 2 ** 38 - 1)).toBe(
      2n * layout.balancesGindex * 2n ** 38n + 2n ** 38n - 1n,
    );
    expect(() => chunkNodeGindex(layout, 2 ** 38)).toThrow(RangeError);
    expect(() => chunkNodeGindex(layout, -1)).toThrow(RangeError);
  });
});

describe.skipIf(!hasRealData).each(STATES_WITH_HEADER)(`link nodes of slot $slot ${REAL}`, (real) => {
  let state: VerifiedState;
  let balances: bigint[];
  beforeAll(async () => {
    state = await readStateFile({ statePath: statePath(real), headerPath: headerPath(real) });
    balances = balancesInBytes(readFileSync(statePath(real)));
  });

  /** A node of the balances tree, hashed from the bytes of the file. */
  const nodeFromBytes = (depth: number, firstChunk: number): Hex => {
    if (depth > 0) {
      return pairHash(
        nodeFromBytes(depth - 1, firstChunk),
        nodeFromBytes(depth - 1, firstChunk + 2 ** (depth - 1)),
      );
    }
    const chunk = Buffer.alloc(32);
    for (let i = 0; i < 4; i++) chunk.writeBigUInt64LE(balances[4 * firstChunk + i] ?? 0n, 8 * i);
    return toHex(chunk);
  };

  it("the top is the root of all occupied chunks, under the state root, beside the length of the list", () => {
    const top = balancesTopOf(state);
    expect(top.node).toBe(nodeFromBytes(top.depth, 0));
    expect(top.gindex).toBe(balancesTopGindex(state.layout, state.listLength));
    expect(top.gindex).toBe(
      (2n * state.layout.balancesGindex) << BigInt(state.layout.balancesDepth - top.depth),
    );
    expect(
      verifyBranch({ leaf: top.node, branch: top.branch, gindex: top.gindex, root: state.header.stateRoot }),
    ).toBe(true);
    const length = Buffer.alloc(32);
    length.writeBigUInt64LE(BigInt(state.listLength));
    expect(top.branch[state.layout.balancesDepth - top.depth]).toBe(toHex(length));
  });

  it("a link node is the root of its chunks and lies below the top, at every depth and place", () => {
    const top = balancesTopOf(state);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: top.depth }), fc.nat(), (depth, place) => {
        const firstChunk = (place % 2 ** (top.depth - depth)) * 2 ** depth;
        const link = linkBranch(state, { depth, firstChunk });
        expect(link.branch.length).toBe(top.depth - depth);
        expect(link.node).toBe(nodeFromBytes(depth, firstChunk));
        const gindex = 2n ** BigInt(top.depth - depth) + BigInt(firstChunk / 2 ** depth);
        expect(verifyBranch({ leaf: link.node, branch: link.branch, gindex, root: top.node })).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it("refuses link nodes that do not exist", () => {
    const { depth } = balancesTopOf(state);
    for (const position of [
      { depth: 0, firstChunk: 0 },
      { depth: depth + 1, firstChunk: 0 },
      { depth: 1, firstChunk: 1 },
      { depth: 1, firstChunk: 2 ** depth },
      { depth: 1, firstChunk: -2 },
      { depth: 1.5, firstChunk: 0 },
    ]) {
      expect(() => linkBranch(state, position)).toThrow(RangeError);
    }
  });

  it("branchOf proves any chunk of balances under the state root", () => {
    fc.assert(
      fc.property(fc.nat({ max: state.listLength - 1 }), (index) => {
        const chunk = Math.floor(index / 4);
        const gindex = chunkNodeGindex(state.layout, chunk);
        const claim = {
          leaf: nodeFromBytes(0, chunk),
          branch: branchOf(state, gindex),
          gindex,
          root: state.header.stateRoot,
        };
        // Equal neighbours may change places.
        const swapped = claim.branch[0] !== claim.leaf && verifyBranch({ ...claim, gindex: gindex ^ 1n });
        return verifyBranch(claim) && !swapped;
      }),
      { numRuns: 60 },
    );
  });

  it("the slot and shape are read from the bytes before they are decoded", () => {
    expect(glanceAtState(readFileSync(statePath(real)))).toMatchObject({
      slot: BigInt(real.slot),
      shape: real.fork,
    });
  });
});
