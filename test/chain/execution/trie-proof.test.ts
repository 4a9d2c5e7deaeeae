import { createMerkleProof, createMPT } from "@ethereumjs/mpt";
import fc from "fast-check";
import { toRlp } from "viem";
import { describe, expect, it } from "vitest";
import { ExecutionProofError } from "../../../prover/chain/execution/proof-errors.ts";
import { proveAccount, proveStorage } from "../../../prover/chain/execution/trie-proof.ts";
import { fromHex, type Hex, toHex } from "../../../prover/hex.ts";
import { hasRealData, REAL, readJson, realPath } from "../../state/real-states.ts";

const flipBit = (hex: Hex, bit: number): Hex => {
  const bytes = fromHex(hex);
  const at = (bit >> 3) % bytes.length;
  bytes[at] = bytes[at]! ^ (1 << (bit & 7));
  return toHex(bytes);
};

describe.skipIf(!hasRealData)(`account and storage proofs of mainnet and Sepolia ${REAL}`, () => {
  const proof = hasRealData ? readJson(realPath("mainnet-el/proof.json")) : {};
  const { stateRoot } = hasRealData ? readJson(realPath("mainnet-el/block.json")) : {};

  it("prove the deposit contract's balance, 86 bits in wei, and its storage root", async () => {
    const account = await proveAccount(stateRoot, proof.address, proof.accountProof);
    expect(account).toEqual({ balanceWei: BigInt(proof.balance), storageRoot: proof.storageHash });
    expect(account?.balanceWei).toBeGreaterThan(2n ** 85n);
  });

  it("prove a slot of its storage", async () => {
    const [slot] = proof.storageProof;
    const value = await proveStorage(proof.storageHash, BigInt(slot.key), slot.proof, proof.address);
    expect(value).toBe(BigInt(slot.value));
  });

  it("prove the vault of Sepolia under the execution state root in beacon state 7643648", async () => {
    const vault = readJson(realPath("account-proofs/vault_7643648.json"));
    // Named in the beacon state; read-state-file.test.ts proves it there.
    const root = "0x5ede1675b408b79b296538bfb940948d447555aed896b6288a7fa536633c32fc";
    const account = await proveAccount(root, vault.vault_address, vault.account_proof);
    expect(account?.balanceWei).toBe(BigInt(vault.balance));
  });

  it("fail with any one bit flipped", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.nat(), async (which, bit) => {
        const nodes: Hex[] = [...proof.accountProof];
        const at = which % nodes.length;
        nodes[at] = flipBit(nodes[at]!, bit);
        await expect(proveAccount(stateRoot, proof.address, nodes)).rejects.toBeInstanceOf(
          ExecutionProofError,
        );
      }),
      { numRuns: 50 },
    );
  });

  it("fail with any node missing, for another account, and under another root", async () => {
    for (const [i] of proof.accountProof.entries()) {
      const nodes = proof.accountProof.toSpliced(i, 1);
      await expect(proveAccount(stateRoot, proof.address, nodes)).rejects.toMatchObject({
        code: "EXECUTION_PROOF_INVALID",
      });
    }
    await expect(proveAccount(stateRoot, proof.address, [])).rejects.toMatchObject({ exitCode: 1 });
    await expect(proveAccount(proof.storageHash, proof.address, proof.accountProof)).rejects.toMatchObject({
      exitCode: 1,
    });
    const other: Hex = `0x${"11".repeat(20)}`;
    await expect(proveAccount(stateRoot, other, proof.accountProof)).rejects.toMatchObject({ exitCode: 1 });
  });
});

describe("proofs of absence", () => {
  const address = (i: number): Hex => `0x${i.toString(16).padStart(40, "0")}`;
  const account = toRlp(["0x01", "0x05", `0x${"aa".repeat(32)}`, `0x${"bb".repeat(32)}`]);

  const stateWith = async (count: number) => {
    const trie = await createMPT({ useKeyHashing: true });
    for (let i = 0; i < count; i++) await trie.put(fromHex(address(i)), fromHex(account));
    const proofOf = async (key: Hex) => (await createMerkleProof(trie, fromHex(key))).map(toHex);
    return { root: toHex(trie.root()), proofOf };
  };

  it("give null for an account that is not there, a balance for one that is", async () => {
    const { root, proofOf } = await stateWith(40);
    for (let i = 0; i < 80; i++) {
      const proved = await proveAccount(root, address(i), await proofOf(address(i)));
      expect(proved?.balanceWei ?? null).toBe(i < 40 ? 5n : null);
    }
  });

  it("cannot be made for an account that is there by leaving nodes out", async () => {
    const { root, proofOf } = await stateWith(40);
    for (let i = 0; i < 40; i++) {
      const nodes = await proofOf(address(i));
      await expect(proveAccount(root, address(i), nodes.slice(0, -1))).rejects.toBeInstanceOf(
        ExecutionProofError,
      );
    }
  });

  it("an empty storage holds 0 everywhere and needs no nodes", async () => {
    const trie = await createMPT();
    expect(await proveStorage(toHex(trie.root()), 7n, [], address(1))).toBe(0n);
    await expect(proveStorage(toHex(trie.root()), 7n, ["0x80"], address(1))).rejects.toThrow(/no trie nodes/);
  });

  it("as proofs of presence, are the nodes of one path in order, with none added", async () => {
    const { root, proofOf } = await stateWith(40);
    for (const i of [1, 7, 45, 60]) {
      const nodes = await proofOf(address(i));
      const strangers = await proofOf(address(i + 1));
      for (const other of [
        [...nodes, nodes.at(-1)!],
        [...nodes, strangers.at(-1)!],
        [nodes[0]!, ...nodes],
        [strangers.at(-1)!, ...nodes],
        [nodes[0]!, strangers.at(-1)!, ...nodes.slice(1)],
        nodes.toReversed(),
      ]) {
        await expect(proveAccount(root, address(i), other)).rejects.toBeInstanceOf(ExecutionProofError);
      }
    }
  });

  it("refuse a proved value that is not an account", async () => {
    for (const value of [toRlp(["0x01"]), toRlp("0x05"), toRlp([[], "0x05", "0x", "0x"])]) {
      const trie = await createMPT({ useKeyHashing: true });
      await trie.put(fromHex(address(1)), fromHex(value));
      const nodes = (await createMerkleProof(trie, fromHex(address(1)))).map(toHex);
      await expect(proveAccount(toHex(trie.root()), address(1), nodes)).rejects.toThrow(/not an account/);
    }
  });
});
