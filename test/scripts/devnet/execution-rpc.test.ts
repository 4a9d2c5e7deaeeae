/**
 * The network's execution RPC: proofs at past blocks that verify, estimates that suffice, errors where others give
 * them. Real client, no mocks.
 */
import { createMPTFromProof } from "@ethereumjs/mpt";
import {
  type Address,
  createPublicClient,
  createWalletClient,
  fromRlp,
  type Hex,
  hexToBytes,
  http,
  keccak256,
  numberToHex,
  pad,
  toHex,
} from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Devnet, startDevnet } from "../../../scripts/devnet/start-devnet.ts";

/** Constructor: sstore(0, 42). Runtime: sstore(0, calldataload(0)). */
const STORE_CODE: Hex = "0x602a6000556007601160003960076000f360003560005500";
/** Runtime: revert with the four bytes 0xdeadbeef (PUSH4, SHL 224, MSTORE, REVERT(0, 4)). */
const REVERT_CODE: Hex = "0x6010600c60003960106000f363deadbeef60e01b60005260046000fd";

interface ProofAnswer {
  readonly accountProof: readonly Hex[];
  readonly storageHash: Hex;
  readonly storageProof: readonly {
    readonly key: Hex;
    readonly value: Hex;
    readonly proof: readonly Hex[];
  }[];
}

/** Value at a hashed key, proved under `root` by an independent implementation; null when proved absent. */
async function provenValue(root: Hex, key: Hex, proof: readonly Hex[]): Promise<Hex | null> {
  expect(keccak256(proof[0] ?? "0x")).toBe(root);
  const trie = await createMPTFromProof(
    proof.map((node) => hexToBytes(node)),
    { useKeyHashing: true },
  );
  const value = await trie.get(hexToBytes(key));
  return value === null ? null : toHex(value);
}

describe("devnet execution RPC", () => {
  let devnet: Devnet;
  let store: Address;
  let deployedAt: bigint;

  function clients() {
    const options = { transport: http(devnet.rpcUrl), pollingInterval: 50, cacheTime: 0 };
    const account = privateKeyToAccount(devnet.account.privateKey);
    return { reader: createPublicClient(options), wallet: createWalletClient({ ...options, account }) };
  }

  async function mine(transaction: { to?: Address; data: Hex }) {
    const { reader, wallet } = clients();
    const hash = await wallet.sendTransaction({ ...transaction, chain: null });
    await devnet.produceSlot();
    return reader.getTransactionReceipt({ hash });
  }

  async function proofOf(address: Address, slots: readonly Hex[], block: unknown): Promise<ProofAnswer> {
    // viem's types know no block hash here, and its parser normalises what is to be looked at.
    const request = { method: "eth_getProof", params: [address, slots, block] };
    return (await clients().reader.request(request as never)) as ProofAnswer;
  }

  beforeAll(async () => {
    devnet = await startDevnet();
    const receipt = await mine({ data: STORE_CODE });
    store = receipt.contractAddress!;
    deployedAt = receipt.blockNumber;
  });
  afterAll(() => devnet?.stop());

  it("eth_getProof at any past block, by number and by hash, proves account and storage under its state root", async () => {
    const values = [1n, 0xffn, 2n ** 255n, 256n];
    for (const value of values) await mine({ to: store, data: numberToHex(value, { size: 32 }) });
    for (const [index, value] of [42n, ...values].entries()) {
      const block = await clients().reader.getBlock({ blockNumber: deployedAt + BigInt(index) });
      for (const id of [numberToHex(block.number), block.hash, { blockHash: block.hash }]) {
        const { accountProof, storageHash, storageProof } = await proofOf(store, ["0x0", "0x1"], id);
        const account = await provenValue(block.stateRoot, store, accountProof);
        expect(fromRlp(account!, "hex")[2]).toBe(storageHash);
        const [written, untouched] = storageProof;
        const stored = await provenValue(storageHash, pad("0x0"), written!.proof);
        expect(BigInt(fromRlp(stored!, "hex") as Hex)).toBe(value);
        expect(BigInt(written!.value)).toBe(value);
        expect(await provenValue(storageHash, pad("0x1"), untouched!.proof)).toBeNull();
      }
    }
  });

  it("eth_getProof proves the absence of an account and the balance of one that only received withdrawals", async () => {
    const block = await clients().reader.getBlock();
    const nobody: Address = `0x${"de".repeat(20)}`;
    const absent = await proofOf(nobody, [], numberToHex(block.number));
    expect(await provenValue(block.stateRoot, nobody, absent.accountProof)).toBeNull();
    const receiver: Address = `0x9a${"0".repeat(38)}`; // Validator 0 of the default mix.
    const present = await proofOf(receiver, [], numberToHex(block.number));
    const account = fromRlp((await provenValue(block.stateRoot, receiver, present.accountProof))!, "hex");
    expect(BigInt(account[1] as Hex)).toBe(await clients().reader.getBalance({ address: receiver }));
  });

  it("a block hash that nobody produced is refused, not read as a number", async () => {
    await expect(proofOf(store, [], `0x${"ab".repeat(32)}`)).rejects.toThrow(/unknown block/);
  });

  it("an estimate suffices for a transaction that earns a refund", async () => {
    await mine({ to: store, data: pad("0x7") });
    const receipt = await mine({ to: store, data: pad("0x0") }); // Clearing a slot is refunded.
    expect(receipt.status).toBe("success");
    expect(await clients().reader.getStorageAt({ address: store, slot: "0x0" })).toBe(pad("0x0"));
  });

  it("estimating a transaction that reverts gives the revert data", async () => {
    const { contractAddress } = await mine({ data: REVERT_CODE });
    const estimate = clients().reader.request({
      method: "eth_estimateGas",
      params: [{ from: devnet.account.address, to: contractAddress! }],
    });
    await expect(estimate).rejects.toMatchObject({ cause: { data: "0xdeadbeef" } });
  });

  it("ten transactions at once all land in the next block", async () => {
    const { reader, wallet } = clients();
    const nonce = await reader.getTransactionCount({ address: devnet.account.address });
    const send = (index: number) =>
      wallet.sendTransaction({
        to: store,
        data: pad("0x1"),
        nonce: nonce + index,
        gas: 60_000n,
        chain: null,
      });
    const hashes = await Promise.all(Array.from({ length: 10 }, (_, index) => send(index)));
    const block = await devnet.produceSlot();
    for (const hash of hashes) {
      expect((await reader.getTransactionReceipt({ hash })).blockNumber).toBe(BigInt(block.executionNumber));
    }
  });
});
