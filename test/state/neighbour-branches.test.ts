/** What is left out is what the way before has, in every list of every fork, and never more. @module */
import { ssz } from "@lodestar/types";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { type Hex, toHex } from "../../prover/hex.ts";
import { windowOfLeaf } from "../../prover/state/list-shape.ts";
import { elementBranch, elementBranches, listElement, listWindows } from "../../prover/state/list-tree.ts";
import { neighbourBranches } from "../../prover/state/neighbour-branches.ts";
import { branchRoot } from "../../prover/state/ssz-branch.ts";
import type { VerifiedState } from "../../prover/state/verified-state.ts";
import { syntheticState } from "../../scripts/synthetic-state/synthetic-state.ts";

const VALIDATORS = 700;
const positions = fc.array(
  fc.oneof(fc.nat({ max: VALIDATORS - 1 }), fc.integer({ min: 300, max: 320 }), fc.nat({ max: 8 })),
  { minLength: 1, maxLength: 12 },
);

describe.each(["deneb", "electra", "fulu", "gloas"] as const)("validators of %s", (fork) => {
  let state: VerifiedState;
  beforeAll(async () => {
    ({ state } = await syntheticState([1n], fork, (value) => {
      value.validators = Array.from({ length: VALIDATORS }, (_, index) => ({
        ...ssz.phase0.Validator.defaultValue(),
        effectiveBalance: index + 1,
      }));
    }));
  });
  const wayOf = (position: number) => {
    const window = windowOfLeaf(listWindows(state.layout, "validators", VALIDATORS), position);
    const gindex = (1n << BigInt(window.depth)) + BigInt(position - window.firstLeaf);
    const leaf = toHex(listElement(state, "validators", position).root);
    return { window, gindex, leaf, branch: elementBranch(state, "validators", position, 1n) };
  };
  /** Every node on the way and beside it, by level. */
  const nodesOf = ({ gindex, leaf, branch }: ReturnType<typeof wayOf>) =>
    branch.map((sibling, level): readonly Hex[] => {
      const node = branchRoot(leaf, branch.slice(0, level), lowBits(gindex, level));
      return (gindex >> BigInt(level)) & 1n ? [sibling, node] : [node, sibling];
    });

  it("each is the start of the whole one, and ends at a node that the way before has", () => {
    fc.assert(
      fc.property(positions, (given) => {
        const branches = elementBranches(state, "validators", given, 1n);
        for (const [i, position] of given.entries()) {
          const [way, branch] = [wayOf(position), branches[i]!];
          expect(branch).toEqual(way.branch.slice(0, branch.length));
          if (branch.length === way.branch.length) continue;
          const before = wayOf(given[i - 1]!);
          expect(before.window).toEqual(way.window);
          const level = BigInt(branch.length);
          expect(way.gindex >> (level + 1n)).toBe(before.gindex >> (level + 1n));
          const end = branchRoot(way.leaf, branch, lowBits(way.gindex, branch.length));
          expect(nodesOf(before)[branch.length]![Number((way.gindex >> level) & 1n)]).toBe(end);
        }
      }),
      { numRuns: 40 },
    );
  });

  it("is whole for the first and behind another window, and else as short as can be", () => {
    fc.assert(
      fc.property(positions, (given) => {
        const branches = elementBranches(state, "validators", given, 1n);
        for (const [i, position] of given.entries()) {
          const [way, branch] = [wayOf(position), branches[i]!];
          const before = i === 0 ? undefined : wayOf(given[i - 1]!);
          if (before === undefined || before.window.number !== way.window.number) {
            expect(branch).toEqual(way.branch);
          } else if (branch.length > 0) {
            // One sibling less, and it would end at a node that the way before does not have.
            const level = BigInt(branch.length);
            expect(way.gindex >> level).not.toBe(before.gindex >> level);
          }
        }
      }),
      { numRuns: 40 },
    );
  });
});

it("needs nothing of the sibling, and one level more for each level that the ways are apart", () => {
  const branch: Hex[] = ["0x0a", "0x0b", "0x0c"];
  const ways = [8n, 9n, 9n, 11n, 12n, 8n].map((gindex) => ({ gindex, branch }));
  expect(neighbourBranches(ways).map(({ length }) => length)).toEqual([3, 0, 0, 1, 2, 2]);
  expect(neighbourBranches([])).toEqual([]);
});

/** The gindex of a node `levels` below a root, with the same last turns. */
function lowBits(gindex: bigint, levels: number): bigint {
  const root = 1n << BigInt(levels);
  return root | (gindex & (root - 1n));
}
