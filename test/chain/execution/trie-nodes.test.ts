import { createMerkleProof, createMPT } from "@ethereumjs/mpt";
import fc from "fast-check";
import { keccak256, numberToHex, toBytes, toHex, toRlp } from "viem";
import { describe, expect, it } from "vitest";
import { TrieNodeMissingError } from "../../../prover/chain/execution/proof-errors.ts";
import { slotKey, TrieNodes } from "../../../prover/chain/execution/trie-nodes.ts";
import { EMPTY_TRIE_ROOT, proveStorage } from "../../../prover/chain/execution/trie-proof.ts";
import type { Hex } from "../../../prover/hex.ts";

const OWNER: Hex = `0x${"11".repeat(20)}`;

/** A storage trie, and the proof of any slot. */
async function storageOf(values: ReadonlyMap<bigint, bigint>) {
  const trie = await createMPT({ useKeyHashing: true });
  for (const [slot, value] of values) {
    await trie.put(toBytes(slotKey(slot)), toBytes(toRlp(numberToHex(value) as Hex)));
  }
  const proofOf = async (slot: bigint) =>
    (await createMerkleProof(trie, toBytes(slotKey(slot)))).map((node) => toHex(node));
  return { root: toHex(trie.root()), proofOf };
}

const bytes = fc.bigInt({ min: 1n, max: 2n ** 255n }).map((value) => {
  const digits = value.toString(16);
  // RLP of a number has whole bytes.
  return BigInt(`0x${digits.length % 2 ? `1${digits}` : digits}`);
});

describe("TrieNodes", () => {
  it("reads from one set what single proofs prove, present and absent", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.bigInt({ min: 0n, max: 300n }), { minLength: 1, maxLength: 60 }),
        fc.array(bytes, { minLength: 60, maxLength: 60 }),
        async (slots, numbers) => {
          const values = new Map(slots.map((slot, i) => [slot, numbers[i]!]));
          const { root, proofOf } = await storageOf(values);
          const asked = [...slots.slice(0, 20), 1_000n, 1_001n];
          const proofs = await Promise.all(asked.map(proofOf));
          const nodes = new TrieNodes(proofs.flat());
          for (const [i, slot] of asked.entries()) {
            const value = nodes.slot(root, slot, OWNER);
            expect(value).toBe(values.get(slot) ?? 0n);
            expect(value).toBe(await proveStorage(root, slot, proofs[i]!, OWNER));
            const onPath = proofs[i]!.filter((node, depth) => depth === 0 || node.length >= 66);
            expect(nodes.path(root, slotKey(slot))).toEqual(onPath);
          }
          // Embedded nodes are read in their parents.
          const hashed = new Set(proofs.flat().filter((node) => node.length >= 66));
          expect(new Set(nodes.used().filter((node) => node.length >= 66))).toEqual(hashed);
        },
      ),
      { numRuns: 30 },
    );
  });

  it("counts nodes once, and says which are new", () => {
    const nodes = new TrieNodes(["0xc0"]);
    expect(nodes.add(["0xc0", "0xc180"])).toEqual(["0xc180"]);
    expect(nodes.size).toBe(2);
  });

  it("names the node that is missing, and needs none under an empty root", async () => {
    const { root, proofOf } = await storageOf(new Map(Array.from({ length: 40 }, (_, i) => [BigInt(i), 7n])));
    const proof = await proofOf(3n);
    expect(() => new TrieNodes(proof.slice(0, -1)).slot(root, 3n, OWNER)).toThrow(
      new TrieNodeMissingError(`storage slot ${slotKey(3n)} of ${OWNER}`, keccak256(proof.at(-1)!)),
    );
    expect(new TrieNodes().slot(EMPTY_TRIE_ROOT, 3n, OWNER)).toBe(0n);
    expect(new TrieNodes().account(EMPTY_TRIE_ROOT, OWNER)).toBeNull();
  });

  it.each([
    ["no list", "0x83aaaaaa"],
    ["three items", "0xc3010203"],
    ["no RLP", "0xf8"],
  ] as const)("refuses a node of %s, although its hash is right", (_, node) => {
    expect(() => new TrieNodes([node]).slot(keccak256(node), 0n, OWNER)).toThrow(/is invalid/);
  });
});
