import { ssz } from "@lodestar/types";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromHex, type Hex, toHex } from "../../prover/hex.ts";
import { branchRoot, headerRoot, verifyBranch } from "../../prover/state/ssz-branch.ts";
import { pairHash } from "./real-states.ts";

const node = fc.uint8Array({ minLength: 32, maxLength: 32 }).map(toHex);
const DEPTH = 4;

/** All nodes of a perfect tree by gindex, hashed top-down recursion: another way than walking a branch. */
function treeOf(leaves: readonly Hex[]): Hex[] {
  const nodes: Hex[] = [];
  const fill = (gindex: number): Hex => {
    const made =
      gindex >= leaves.length
        ? leaves[gindex - leaves.length]!
        : pairHash(fill(2 * gindex), fill(2 * gindex + 1));
    nodes[gindex] = made;
    return made;
  };
  fill(1);
  return nodes;
}

function claimOf(nodes: readonly Hex[], gindex: number) {
  const branch: Hex[] = [];
  for (let at = gindex; at > 1; at >>= 1) branch.push(nodes[at ^ 1]!);
  return { leaf: nodes[gindex]!, branch, gindex: BigInt(gindex), root: nodes[1]! };
}

const anyClaim = fc
  .tuple(
    fc.array(node, { minLength: 2 ** DEPTH, maxLength: 2 ** DEPTH }),
    fc.integer({ min: 1, max: 2 ** (DEPTH + 1) - 1 }),
  )
  .map(([leaves, gindex]) => claimOf(treeOf(leaves), gindex));

const flip = (hex: Hex, bit: number): Hex => {
  const bytes = fromHex(hex);
  bytes[bit >> 3] = bytes[bit >> 3]! ^ (1 << (bit & 7));
  return toHex(bytes);
};

describe("verifyBranch", () => {
  it("accepts the branch of every node of a tree", () => {
    fc.assert(fc.property(anyClaim, (claim) => verifyBranch(claim)));
  });

  it("refuses a claim with any one bit flipped, in leaf, branch or root", () => {
    fc.assert(
      fc.property(anyClaim, fc.nat(), fc.integer({ min: 0, max: 255 }), (claim, which, bit) => {
        const nodes = [claim.leaf, ...claim.branch, claim.root];
        const at = which % nodes.length;
        nodes[at] = flip(nodes[at]!, bit);
        const [leaf, ...rest] = nodes;
        return !verifyBranch({ ...claim, leaf: leaf!, branch: rest.slice(0, -1), root: rest.at(-1)! });
      }),
    );
  });

  it("refuses every other gindex of the same depth", () => {
    fc.assert(
      fc.property(anyClaim, fc.nat(), (claim, shift) => {
        const width = 2n ** BigInt(claim.branch.length);
        fc.pre(width > 1n);
        const other = width + ((claim.gindex - width + 1n + (BigInt(shift) % (width - 1n))) % width);
        return !verifyBranch({ ...claim, gindex: other });
      }),
    );
  });

  it("refuses a branch that is too short, too long, or no nodes", () => {
    const claim = claimOf(
      treeOf(Array.from({ length: 16 }, (_, i) => `0x${i.toString(16).padStart(64, "0")}` as Hex)),
      21,
    );
    expect(verifyBranch(claim)).toBe(true);
    expect(verifyBranch({ ...claim, branch: claim.branch.slice(1) })).toBe(false);
    expect(verifyBranch({ ...claim, branch: [...claim.branch, claim.root] })).toBe(false);
    expect(verifyBranch({ ...claim, leaf: "0x00" })).toBe(false);
    expect(verifyBranch({ ...claim, branch: claim.branch.map(() => "0xzz" as Hex) })).toBe(false);
    expect(verifyBranch({ ...claim, gindex: 0n })).toBe(false);
  });

  it("branchRoot names the length that a branch should have", () => {
    expect(() => branchRoot(`0x${"00".repeat(32)}`, [], 4n)).toThrow("gindex 4 has 2 siblings, not 0");
  });
});

describe("headerRoot", () => {
  it("is hash_tree_root of a BeaconBlockHeader as @lodestar/types computes it", () => {
    const uint = fc.nat({ max: Number.MAX_SAFE_INTEGER });
    fc.assert(
      fc.property(uint, uint, node, node, node, (slot, proposerIndex, parentRoot, stateRoot, bodyRoot) => {
        const expected = ssz.phase0.BeaconBlockHeader.hashTreeRoot({
          slot,
          proposerIndex,
          parentRoot: fromHex(parentRoot),
          stateRoot: fromHex(stateRoot),
          bodyRoot: fromHex(bodyRoot),
        });
        expect(headerRoot({ slot, proposerIndex, parentRoot, stateRoot, bodyRoot })).toBe(toHex(expected));
      }),
    );
  });
});
