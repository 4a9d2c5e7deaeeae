/** The root of a list of withdrawals is that of an independent trie. @module */
import { createMPT } from "@ethereumjs/mpt";
import fc from "fast-check";
import { numberToHex, toRlp } from "viem";
import { expect, it } from "vitest";
import { orderedRoot, withdrawalsRoot } from "../../../prover/chain/withdrawals/withdrawals-root.ts";
import { fromHex, type Hex, toHex } from "../../../prover/hex.ts";

const item = (value: bigint): Hex => {
  if (value === 0n) return "0x";
  const hex = numberToHex(value);
  return hex.length % 2 === 0 ? hex : `0x0${hex.slice(2)}`;
};

async function rootOfLibrary(values: readonly Hex[]): Promise<Hex> {
  const trie = await createMPT();
  for (const [position, value] of values.entries()) {
    await trie.put(fromHex(toRlp(item(BigInt(position)))), fromHex(value));
  }
  return toHex(trie.root());
}

it("of every length up to 300, also with values so short that nodes stand in their parents", async () => {
  for (const length of [0, 1, 2, 3, 16, 17, 127, 128, 129, 130, 255, 256, 257, 300]) {
    for (const bytes of [1, 40]) {
      const values = Array.from(
        { length },
        (_, n): Hex => `0x${(1 + (n % 255)).toString(16).padStart(2, "0").repeat(bytes)}`,
      );
      expect(orderedRoot(values), `${length} of ${bytes} bytes`).toBe(await rootOfLibrary(values));
    }
  }
});

it("of any withdrawals, and no other list has it", async () => {
  const uint64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
  const withdrawal = fc.record({
    index: uint64,
    validatorIndex: uint64,
    address: fc.uint8Array({ minLength: 20, maxLength: 20 }).map(toHex),
    amountGwei: uint64,
  });
  await fc.assert(
    fc.asyncProperty(fc.array(withdrawal, { minLength: 1, maxLength: 20 }), async (list) => {
      const values = list.map(({ index, validatorIndex, address, amountGwei }) =>
        toRlp([item(index), item(validatorIndex), address, item(amountGwei)]),
      );
      const root = withdrawalsRoot(list);
      expect(root).toBe(await rootOfLibrary(values));
      expect(withdrawalsRoot(list.slice(1))).not.toBe(root);
    }),
    { numRuns: 50 },
  );
});
