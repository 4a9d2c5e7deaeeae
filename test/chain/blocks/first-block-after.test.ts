/** The first block after a time is found by a few questions, however many slots were missed. @module */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { firstBlockAfter } from "../../../prover/chain/blocks/first-block-after.ts";
import type { ChainClient } from "../../../prover/chain/client/chain-client.ts";

const ROOT = `0x${"11".repeat(32)}`;

/** A chain of blocks with these times, which counts the questions. */
function chainOf(times: readonly bigint[]) {
  let asked = 0;
  const getBlock = async ({ blockNumber }: { blockNumber?: bigint }) => {
    asked++;
    const number = blockNumber ?? BigInt(times.length - 1);
    const roots = { hash: ROOT, parentHash: ROOT, stateRoot: ROOT };
    return { number, ...roots, gasLimit: 36_000_000n, timestamp: times[Number(number)]! };
  };
  const chain = { name: "test", viem: { getBlock }, ask: (_: string, answer: Promise<unknown>) => answer };
  return { chain: chain as unknown as ChainClient, asked: () => asked };
}

test("law: it is the first one whose time is later, found by about log2 questions", async () => {
  const gaps = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 300 });
  await fc.assert(
    fc.asyncProperty(gaps, fc.nat(4_000), async (slots, offset) => {
      const times = [1_000n];
      for (const gap of slots) times.push(times.at(-1)! + BigInt(gap) * 12n);
      const time = 1_000n + BigInt(offset);
      const { chain, asked } = chainOf(times);
      const found = await firstBlockAfter(chain, time, 12n);
      expect(found?.timestamp).toBe(times.find((t) => t > time));
      expect(asked()).toBeLessThanOrEqual(2 + Math.ceil(Math.log2(times.length + 1)));
    }),
  );
});

describe("a chain whose slots are shorter than the contract says", () => {
  test("is a contradiction, not another block", async () => {
    const { chain } = chainOf(Array.from({ length: 100 }, (_, i) => 1_000n + BigInt(i)));
    await expect(firstBlockAfter(chain, 1_010n, 12n)).rejects.toMatchObject({ code: "RPC_CONTRADICTION" });
  });
});
