/**
 * An account or slot that is not there holds 0, shown by a proof of absence: a pool that nobody funded yet, or a reward
 * that was paid out, must not keep a spurt from its report.
 * @module
 */
import { createMerkleProof, createMPT, type MerklePatriciaTrie } from "@ethereumjs/mpt";
import { toRlp } from "viem";
import { describe, expect, it } from "vitest";
import type { SourceProof } from "../../../prover/chain/execution/execution-proof.ts";
import { verifyExecutionProof } from "../../../prover/chain/execution/verify-execution-proof.ts";
import { fromHex, type Hex, toHex } from "../../../prover/hex.ts";

const address = (i: number): Hex => `0x${i.toString(16).padStart(40, "0")}`;
const TOKEN = address(1);
const POOL = address(2);
const NOBODY = address(3);
const slotKey = (slot: number) => fromHex(`0x${slot.toString(16).padStart(64, "0")}`);
const nodesTo = async (trie: MerklePatriciaTrie, key: Uint8Array) =>
  (await createMerkleProof(trie, key)).map(toHex);

/** A state with a token, whose slots 0 and 5 hold 7 and 9 wei, and a pool that is there with nothing in it. */
async function smallState() {
  const storage = await createMPT({ useKeyHashing: true });
  await storage.put(slotKey(0), fromHex(toRlp("0x07")));
  await storage.put(slotKey(5), fromHex(toRlp("0x09")));
  const trie = await createMPT({ useKeyHashing: true });
  const codeHash: Hex = `0x${"bb".repeat(32)}`;
  const nothing = toHex((await createMPT()).root());
  await trie.put(fromHex(TOKEN), fromHex(toRlp(["0x01", "0x", toHex(storage.root()), codeHash])));
  await trie.put(fromHex(POOL), fromHex(toRlp(["0x01", "0x", nothing, codeHash])));
  const stateRoot = toHex(trie.root());
  const source = async (account: Hex, slot: number | null): Promise<SourceProof> => ({
    name: "source",
    kind: slot === null ? "balance" : "slot",
    address: account,
    slot: slot?.toString() ?? null,
    valueWei: "0",
    accountProof: await nodesTo(trie, fromHex(account)),
    storageProof: slot !== null && account === TOKEN ? await nodesTo(storage, slotKey(slot)) : [],
  });
  const proofWith = async (...sources: SourceProof[]) => ({
    stateRoot,
    sources,
    liabilities: [],
    token: {
      address: TOKEN,
      accountProof: await nodesTo(trie, fromHex(TOKEN)),
      supplySlot: "0",
      supplyWei: "7",
      storageProof: await nodesTo(storage, slotKey(0)),
    },
  });
  return { stateRoot, source, proofWith };
}

describe("a source of 0", () => {
  it.each<[string, Hex, number | null]>([
    ["an account with nothing in it", POOL, null],
    ["an account that is not there", NOBODY, null],
    ["a slot of an account that is not there", NOBODY, 4],
    ["a slot of an account without storage", POOL, 4],
    ["a slot that holds nothing", TOKEN, 4],
  ])("%s is proved, and nothing but 0", async (_, account, slot) => {
    const { stateRoot, source, proofWith } = await smallState();
    const zero = await source(account, slot);
    await expect(verifyExecutionProof(await proofWith(zero), stateRoot)).resolves.toBeUndefined();
    for (const list of ["sources", "liabilities"] as const) {
      const lie = { ...(await proofWith()), [list]: [{ ...zero, valueWei: "1" }] };
      await expect(verifyExecutionProof(lie, stateRoot)).rejects.toMatchObject({
        code: "EXECUTION_PROOF_INVALID",
        message: expect.stringContaining("source"),
      });
    }
  });

  it("is not shown of an account or slot that is there, by leaving nodes out", async () => {
    const { stateRoot, source, proofWith } = await smallState();
    const paid = await source(TOKEN, 5);
    await verifyExecutionProof(await proofWith({ ...paid, valueWei: "9" }), stateRoot);
    for (const cut of [
      { ...paid, storageProof: paid.storageProof.slice(0, -1) },
      { ...paid, storageProof: [] },
      { ...paid, accountProof: paid.accountProof.slice(0, -1), storageProof: [] },
      // The absence of another one.
      { ...paid, accountProof: (await source(NOBODY, null)).accountProof, storageProof: [] },
      { ...paid, storageProof: (await source(TOKEN, 4)).storageProof },
    ]) {
      await expect(verifyExecutionProof(await proofWith(cut), stateRoot)).rejects.toMatchObject({
        code: "EXECUTION_PROOF_INVALID",
      });
    }
  });
});

it("a token that is not there has no supply to prove", async () => {
  const { stateRoot, source, proofWith } = await smallState();
  const { accountProof } = await source(NOBODY, null);
  const proof = await proofWith();
  const token = { ...proof.token, address: NOBODY, accountProof, supplyWei: "0", storageProof: [] };
  await expect(verifyExecutionProof({ ...proof, token }, stateRoot)).rejects.toThrow(/no such account/);
});
