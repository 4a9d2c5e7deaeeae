import { readFileSync } from "node:fs";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { type Hex, toHex } from "../../prover/hex.ts";
import { linkBranch } from "../../prover/state/links.ts";
import { listNodeGindex, listTopOf, listWindows } from "../../prover/state/list-tree.ts";
import { readStateFile } from "../../prover/state/read-state-file.ts";
import { verifyBranch } from "../../prover/state/ssz-branch.ts";
import { glanceAtState } from "../../prover/state/state-bytes.ts";
import { branchOf } from "../../prover/state/state-node.ts";
import type { VerifiedState } from "../../prover/state/verified-state.ts";
import {
  balancesInBytes,
  hasRealData,
  headerPath,
  pairHash,
  REAL,
  STATES_WITH_HEADER,
  statePath,
} from "./real-states.ts";

describe.skipIf(!hasRealData).each(STATES_WITH_HEADER)(`link nodes of slot $slot ${REAL}`, (real) => {
  let state: VerifiedState;
  let balances: bigint[];
  beforeAll(async () => {
    state = await readStateFile({ statePath: statePath(real), headerPath: headerPath(real) });
    balances = balancesInBytes(readFileSync(statePath(real)));
  });

  /** Levels from the only window's node down to the chunks. */
  const topDepth = () => listWindows(state.layout, "balances", state.listLength)[0]!.depth;

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

  it("the top is the root of all occupied chunks", () => {
    const top = listTopOf(state, "balances");
    expect(top.node).toBe(nodeFromBytes(topDepth(), 0));
  });

  it("a link node is the root of its chunks and lies below the top, at every depth and place", () => {
    const top = listTopOf(state, "balances");
    const levels = topDepth();
    fc.assert(
      fc.property(fc.integer({ min: 1, max: levels }), fc.nat(), (depth, place) => {
        const firstChunk = (place % 2 ** (levels - depth)) * 2 ** depth;
        const link = linkBranch(state, { depth, firstChunk });
        expect(link.branch.length).toBe(levels - depth);
        expect(link.node).toBe(nodeFromBytes(depth, firstChunk));
        const gindex = 2n ** BigInt(levels - depth) + BigInt(firstChunk / 2 ** depth);
        expect(verifyBranch({ leaf: link.node, branch: link.branch, gindex, root: top.node })).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it("refuses link nodes that do not exist", () => {
    const depth = topDepth();
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
        const gindex = listNodeGindex(state.layout, "balances", 0, chunk);
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
