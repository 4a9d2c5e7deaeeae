/** A beacon block whose child kept its payload back is never in EIP-4788: then one next to it is found. @module */
import { describe, expect, test } from "vitest";
import { findRememberedRoot } from "../../../prover/chain/blocks/find-remembered-root.ts";
import { payloadChain, payloadPatterns } from "./payload-chain.ts";

function chainOf(isFull: readonly boolean[]) {
  const { chain, rootOf, latestHash, ...rest } = payloadChain(isFull);
  const find = (slot: number) => findRememberedRoot(chain, rootOf(slot), latestHash(slot));
  return { ...rest, rootOf, find };
}

describe("findRememberedRoot", () => {
  test.each([
    ["the block and its child have payloads", [true, true, true, true], 2],
    ["the block is EMPTY, its child is not", [true, true, false, true, true], 2],
  ])("the block itself, where %s", async (_, isFull, slot) => {
    const { find, rootOf, timeOf } = chainOf(isFull);
    expect(await find(slot)).toEqual({ blockRoot: rootOf(slot), nextTimestamp: timeOf(slot + 1) });
  });

  test("its parent, where its own payload was revealed and its child's was not", async () => {
    const { find, rootOf, timeOf } = chainOf([true, true, true, false, true, true]);
    expect(await find(2)).toEqual({ blockRoot: rootOf(1), nextTimestamp: timeOf(2) });
  });

  test("a later block, where neither its own payload nor its child's was revealed", async () => {
    const { find, rootOf, timeOf } = chainOf([true, true, false, false, true, true]);
    expect(await find(2)).toEqual({ blockRoot: rootOf(3), nextTimestamp: timeOf(4) });
  });

  test("law: what is found is in EIP-4788 under its timestamp, for every pattern of payloads", async () => {
    for (const isFull of payloadPatterns(6)) {
      const { find, ring, rootOf } = chainOf(isFull);
      for (let slot = 2; slot < 7; slot++) {
        const { blockRoot, nextTimestamp } = await find(slot);
        expect(ring.get(nextTimestamp)).toBe(blockRoot);
        const isShown = [...ring.values()].includes(rootOf(slot));
        expect(blockRoot === rootOf(slot)).toBe(isShown);
      }
    }
  });

  test("a chain that has no payload after it yet says so", async () => {
    const { find } = chainOf([true, true, false]);
    await expect(find(2)).rejects.toMatchObject({ code: "NEXT_BLOCK_MISSING", exitCode: 3 });
  });
});
