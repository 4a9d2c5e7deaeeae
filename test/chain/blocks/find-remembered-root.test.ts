/** A beacon block whose child kept its payload back is never in EIP-4788: then one next to it is found. @module */
import { describe, expect, test } from "vitest";
import { findRememberedRoot } from "../../../prover/chain/blocks/find-remembered-root.ts";
import type { ChainClient } from "../../../prover/chain/client/chain-client.ts";
import type { Hex } from "../../../prover/hex.ts";

const wordOf = (n: number): Hex => `0x${n.toString(16).padStart(64, "0")}`;
const hashOf = (number: bigint) => wordOf(0xe000 + Number(number));
/** Of the beacon block of a slot. */
const rootOf = (slot: number) => wordOf(0xb000 + slot);
const timeOf = (slot: number) => 1_000n + 12n * BigInt(slot);

/** Beacon blocks in these slots; only those with true have revealed their payload. The first is at genesis. */
function chainOf(isFull: readonly boolean[]) {
  const full = isFull.flatMap((is, slot) => (is ? [slot] : []));
  const blocks = full.map((slot, k) => ({
    number: BigInt(k),
    hash: hashOf(BigInt(k)),
    parentHash: hashOf(BigInt(k - 1 < 0 ? 99 : k - 1)),
    stateRoot: wordOf(1),
    gasLimit: 60_000_000n,
    timestamp: timeOf(slot),
    parentBeaconBlockRoot: rootOf(slot - 1 < 0 ? 0 : slot - 1),
  }));
  const ring = new Map(blocks.map((block) => [block.timestamp, block.parentBeaconBlockRoot]));
  const viem = {
    getBlock: async ({ blockHash, blockNumber }: { blockHash?: Hex; blockNumber?: bigint }) =>
      blocks.find(({ hash, number }) => hash === blockHash || number === blockNumber),
    getBlockNumber: async () => BigInt(blocks.length - 1),
    call: async ({ data }: { data: Hex }) => ({ data: ring.get(BigInt(data)) }),
  };
  const ask = (_: string, answer: Promise<unknown>) => answer;
  const chain = { name: "test", viem, ask } as unknown as ChainClient;
  /** The execution block that the state of a slot's block names: the last payload before its own. */
  const latestHash = (slot: number) => hashOf(BigInt(full.filter((other) => other < slot).length - 1));
  return { chain, find: (slot: number) => findRememberedRoot(chain, rootOf(slot), latestHash(slot)), ring };
}

describe("findRememberedRoot", () => {
  test.each([
    ["the block and its child have payloads", [true, true, true, true], 2],
    ["the block is EMPTY, its child is not", [true, true, false, true, true], 2],
  ])("the block itself, where %s", async (_, isFull, slot) => {
    const { find } = chainOf(isFull);
    expect(await find(slot)).toEqual({ blockRoot: rootOf(slot), nextTimestamp: timeOf(slot + 1) });
  });

  test("its parent, where its own payload was revealed and its child's was not", async () => {
    const { find } = chainOf([true, true, true, false, true, true]);
    expect(await find(2)).toEqual({ blockRoot: rootOf(1), nextTimestamp: timeOf(2) });
  });

  test("a later block, where neither its own payload nor its child's was revealed", async () => {
    const { find } = chainOf([true, true, false, false, true, true]);
    expect(await find(2)).toEqual({ blockRoot: rootOf(3), nextTimestamp: timeOf(4) });
  });

  test("law: what is found is in EIP-4788 under its timestamp, for every pattern of payloads", async () => {
    for (let pattern = 0; pattern < 2 ** 6; pattern++) {
      const isFull = [
        true,
        true,
        ...Array.from({ length: 6 }, (_, k) => (pattern & (1 << k)) !== 0),
        true,
        true,
      ];
      const { find, ring } = chainOf(isFull);
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
