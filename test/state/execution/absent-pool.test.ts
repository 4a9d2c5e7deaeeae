/** The contract takes proofs of presence only, so the prover must not accept what it could never report. @module */
import { createMerkleProof, createMPT } from "@ethereumjs/mpt";
import { toRlp } from "viem";
import { describe, expect, it } from "vitest";
import { fromHex, type Hex, toHex } from "../../../prover/hex.ts";
import { verifyExecutionProof } from "../../../prover/state/execution/verify-execution-proof.ts";

const address = (i: number): Hex => `0x${i.toString(16).padStart(40, "0")}`;
const TOKEN = address(1);
const POOL = address(2);
const NOBODY = address(3);

/** A state with a token, whose slot 0 holds 7 wei, and a pool that is there with nothing in it. */
async function smallState() {
  const storage = await createMPT({ useKeyHashing: true });
  const slot = fromHex(`0x${"00".repeat(32)}`);
  await storage.put(slot, fromHex(toRlp("0x07")));
  const trie = await createMPT({ useKeyHashing: true });
  const codeHash: Hex = `0x${"bb".repeat(32)}`;
  await trie.put(fromHex(TOKEN), fromHex(toRlp(["0x01", "0x", toHex(storage.root()), codeHash])));
  await trie.put(fromHex(POOL), fromHex(toRlp(["0x01", "0x", `0x${"aa".repeat(32)}`, codeHash])));
  const accountProof = async (account: Hex) => (await createMerkleProof(trie, fromHex(account))).map(toHex);
  const stateRoot = toHex(trie.root());
  const proofWithPool = async (pool: Hex) => ({
    blockNumber: "1",
    stateRoot,
    branch: [],
    pools: [{ address: pool, balanceWei: "0", accountProof: await accountProof(pool) }],
    token: {
      address: TOKEN,
      accountProof: await accountProof(TOKEN),
      supplySlot: "0",
      supplyWei: "7",
      storageProof: (await createMerkleProof(storage, slot)).map(toHex),
    },
  });
  return { stateRoot, proofWithPool };
}

describe("a pool", () => {
  it("that is there with 0 wei is proved", async () => {
    const { stateRoot, proofWithPool } = await smallState();
    await expect(verifyExecutionProof(await proofWithPool(POOL), stateRoot)).resolves.toBeUndefined();
  });

  it("that has no account is refused, with what to do about it", async () => {
    const { stateRoot, proofWithPool } = await smallState();
    await expect(verifyExecutionProof(await proofWithPool(NOBODY), stateRoot)).rejects.toMatchObject({
      code: "POOL_ACCOUNT_MISSING",
      exitCode: 1,
      message: expect.stringContaining(NOBODY),
      hints: expect.arrayContaining([expect.stringMatching(/send 1 wei/i)]),
    });
  });
});
