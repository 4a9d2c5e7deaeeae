import { createMerkleProof, createMPT } from "@ethereumjs/mpt";
import fc from "fast-check";
import { keccak256, toRlp } from "viem";
import { describe, expect, it } from "vitest";
import { pathNodes } from "../../../prover/chain/execution/path-nodes.ts";
import { EMPTY_TRIE_ROOT, proveStorage } from "../../../prover/chain/execution/trie-proof.ts";
import { fromHex, type Hex, toHex } from "../../../prover/hex.ts";

const OWNER: Hex = `0x${"11".repeat(20)}`;
const key = (slot: number): Hex => `0x${slot.toString(16).padStart(64, "0")}`;

async function storageWith(count: number, stored: (slot: number) => Hex) {
  const trie = await createMPT({ useKeyHashing: true });
  for (let slot = 0; slot < count; slot++) await trie.put(fromHex(key(slot)), fromHex(toRlp(stored(slot))));
  const nodesOf = async (slot: number) => (await createMerkleProof(trie, fromHex(key(slot)))).map(toHex);
  return { root: toHex(trie.root()), nodesOf };
}

describe("pathNodes", () => {
  it("picks the nodes of the path, which prove the value, out of those of many, in any order", async () => {
    const { root, nodesOf } = await storageWith(
      60,
      (slot) => `0x${(slot + 1).toString(16).padStart(2, "0")}`,
    );
    await fc.assert(
      fc.asyncProperty(fc.nat(90), fc.nat(90), fc.boolean(), async (slot, stranger, isReversed) => {
        const own = await nodesOf(slot);
        const all: Hex[] = [...(await nodesOf(stranger)), "0x80", ...own, "0x", own.at(-1)!];
        const picked = pathNodes(root, key(slot), isReversed ? all.reverse() : all);
        expect(await proveStorage(root, BigInt(slot), picked, OWNER)).toBe(slot < 60 ? BigInt(slot + 1) : 0n);
      }),
      { numRuns: 60 },
    );
  });

  it("leaves out embedded nodes, which some clients list", async () => {
    // An extension with a branch in it that holds its leaf itself: short nodes stand in the one above.
    const hashed = keccak256(key(1)).slice(2);
    const leaf = [`0x3${hashed.slice(63)}` as Hex, "0x07" as Hex];
    const children = Array.from({ length: 16 }, (_, i) =>
      i === Number.parseInt(hashed[62]!, 16) ? leaf : "0x",
    );
    const branch = toRlp([...children, "0x"] as Parameters<typeof toRlp>[0]);
    const extension = toRlp([`0x00${hashed.slice(0, 62)}`, [...children, "0x"]] as Parameters<
      typeof toRlp
    >[0]);
    const root = keccak256(extension);
    const picked = pathNodes(root, key(1), [extension, branch, toRlp(leaf)]);
    expect(await proveStorage(root, 1n, picked, OWNER)).toBe(7n);
    expect(picked).toEqual([extension]);
  });

  it("gives what there is where a node is missing, and nothing of an empty trie", async () => {
    const { root, nodesOf } = await storageWith(60, () => "0x05");
    const nodes = await nodesOf(3);
    expect(pathNodes(root, key(3), nodes.slice(0, -1))).toEqual(nodes.slice(0, -1));
    expect(pathNodes(root, key(3), nodes.slice(1))).toEqual([]);
    expect(pathNodes(EMPTY_TRIE_ROOT, key(3), ["0x80"])).toEqual([]);
  });

  it("ends at bytes that are no node", () => {
    for (const node of ["0xc0", "0x01", "0xff", "0xc3808080", "0xc2c0c0"] as const) {
      expect(pathNodes(keccak256(node), key(1), [node])).toEqual([node]);
    }
  });
});
