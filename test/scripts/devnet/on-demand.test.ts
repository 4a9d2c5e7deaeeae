/**
 * Blocks on demand, and deposits that make new validators.
 */
import { ssz } from "@lodestar/types";
import { createPublicClient, createWalletClient, http } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Hex, toHex } from "../../../prover/hex.ts";
import { DevnetOptionError } from "../../../scripts/devnet/errors.ts";
import { withdrawalCredentialsOf } from "../../../scripts/devnet/genesis-validators.ts";
import {
  interopPublicKey,
  type SignedDeposit,
  signedDeposit,
} from "../../../scripts/devnet/signed-deposit.ts";
import { type Devnet, startDevnet } from "../../../scripts/devnet/start-devnet.ts";

const VALIDATORS = 8;
const JOINING: SignedDeposit = {
  keyIndex: VALIDATORS,
  amountGwei: 32_000_000_000n,
  slot: 0,
  credentialsPrefix: 1,
  withdrawalAddress: `0x${"d1".repeat(20)}`,
};
/** The same for the next key, with a signature of somebody else. */
const FORGED = {
  ...signedDeposit({ ...JOINING, keyIndex: VALIDATORS + 1 }),
  signature: signedDeposit(JOINING).signature!,
};

let devnet: Devnet;
beforeAll(async () => {
  devnet = await startDevnet({
    validatorCount: VALIDATORS,
    pendingDeposits: [FORGED, signedDeposit(JOINING)],
  });
});
afterAll(() => devnet?.stop());

/** Creation code that touches 3.2 MB of memory, which costs 20 million gas and no time: MSTORE(0x310000, 0). */
const BURNS_20_MILLION: Hex = "0x6000623100005200";

const clients = () => {
  const account = privateKeyToAccount(devnet.account.privateKey);
  const wallet = createWalletClient({ transport: http(devnet.rpcUrl, { batch: true }), account });
  const reader = createPublicClient({ transport: http(devnet.rpcUrl), pollingInterval: 50, cacheTime: 0 });
  return { account, wallet, reader };
};

const validatorsNow = async () => {
  const response = await fetch(`${devnet.beaconUrl}/eth/v2/debug/beacon/states/head`, {
    headers: { accept: "application/octet-stream" },
  });
  return ssz.electra.BeaconState.deserialize(new Uint8Array(await response.arrayBuffer())).validators;
};

it("transactions are mined, those of one request in one block, and no block comes without them", async () => {
  await devnet.produceSlot();
  const blocks = devnet.runOnDemand();
  const { account, wallet, reader } = clients();
  const transaction = {
    to: account.address,
    gas: 21_000n,
    maxFeePerGas: 10n ** 10n,
    maxPriorityFeePerGas: 1n,
  } as const;
  const signed = await Promise.all(
    [0, 1, 2].map((nonce) => account.signTransaction({ ...transaction, nonce, chainId: devnet.chainId })),
  );
  const hashes = await Promise.all(
    signed.map((serializedTransaction) => wallet.sendRawTransaction({ serializedTransaction })),
  );
  const receipts = await Promise.all(hashes.map((hash) => reader.waitForTransactionReceipt({ hash })));
  expect(receipts.map(({ blockNumber }) => blockNumber)).toEqual([2n, 2n, 2n]);
  // Who only reads asks for no block.
  await reader.getBlock();
  await reader.getBalance({ address: account.address });
  await blocks.stop();
  expect(devnet.head().slot).toBe(2);
});

it("what a block has no room for comes with the next one, which nobody has to ask for", async () => {
  const blocks = devnet.runOnDemand();
  const { wallet, reader } = clients();
  const nonce = await reader.getTransactionCount({ address: devnet.account.address });
  const send = (more: number) =>
    wallet.sendTransaction({ data: BURNS_20_MILLION, gas: 21_000_000n, nonce: nonce + more, chain: null });
  const hashes = await Promise.all([0, 1].map(send));
  const [first, second] = await Promise.all(hashes.map((hash) => reader.waitForTransactionReceipt({ hash })));
  await blocks.stop();
  expect(first!.gasUsed + second!.gasUsed).toBeGreaterThan(30_000_000n);
  expect(second!.blockNumber).toBe(first!.blockNumber + 1n);
});

it("a run excludes another", async () => {
  const blocks = devnet.runOnDemand();
  expect(() => devnet.run(1_000)).toThrow(DevnetOptionError);
  expect(() => devnet.runOnDemand()).toThrow(DevnetOptionError);
  await blocks.stop();
  await devnet.run(10_000).stop();
});

it("a signed deposit becomes a validator at the border of an epoch, a forged one does not", async () => {
  while (devnet.head().slot < 31) await devnet.produceSlot();
  expect(await validatorsNow()).toHaveLength(VALIDATORS);
  await devnet.produceSlot();
  const validators = await validatorsNow();
  expect(validators).toHaveLength(VALIDATORS + 1);
  expect(toHex(validators[VALIDATORS]!.pubkey)).toBe(interopPublicKey(VALIDATORS));
  expect(toHex(validators[VALIDATORS]!.withdrawalCredentials)).toBe(
    withdrawalCredentialsOf(1, JOINING.withdrawalAddress),
  );
});
