/**
 * The development network, run for real: execution client, consensus loop and Beacon API. No mocks.
 */
import { existsSync } from "node:fs";
import { getClient, WireFormat } from "@lodestar/api";
import { createChainForkConfig } from "@lodestar/config";
import { ssz } from "@lodestar/types";
import {
  type Chain,
  createPublicClient,
  createWalletClient,
  defineChain,
  type Hex,
  http,
  pad,
  toHex,
} from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BEACON_ROOTS_ADDRESS } from "../../../prover/chain/constants.ts";
import { beaconChainConfig, type DevnetFork } from "../../../scripts/devnet/beacon-config.ts";
import { type Devnet, startDevnet } from "../../../scripts/devnet/start-devnet.ts";

const RECIPIENT: Hex = "0x000000000000000000000000000000000000dead";

function chainOf({ chainId, rpcUrl }: Devnet): Chain {
  return defineChain({
    id: chainId,
    name: "devnet",
    nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
    rpcUrls: { default: { http: [rpcUrl] } },
  });
}

function clientsOf(devnet: Devnet) {
  const options = {
    chain: chainOf(devnet),
    transport: http(devnet.rpcUrl),
    pollingInterval: 50,
    cacheTime: 0,
  };
  const account = privateKeyToAccount(devnet.account.privateKey);
  return { reader: createPublicClient(options), wallet: createWalletClient({ ...options, account }) };
}

function beaconOf(devnet: Devnet) {
  const config = createChainForkConfig(beaconChainConfig(devnet.fork, devnet.chainId));
  return getClient({ baseUrl: devnet.beaconUrl }, { config });
}

/** What the EIP-4788 contract remembers for a timestamp; undefined when it reverts, which is how it says no. */
async function beaconRootAt(devnet: Devnet, timestamp: number): Promise<Hex | undefined> {
  const data = pad(toHex(timestamp), { size: 32 });
  const answer = await clientsOf(devnet)
    .reader.call({ to: BEACON_ROOTS_ADDRESS, data })
    .catch(() => undefined);
  return answer?.data;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe.each<DevnetFork>(["electra", "fulu"])("devnet on %s", (fork) => {
  let devnet: Devnet;
  const timeOf = (slot: number) => devnet.genesisTime + slot * devnet.secondsPerSlot;

  beforeAll(async () => {
    devnet = await startDevnet({ fork });
  });
  afterAll(() => devnet?.stop());

  it("EIP-4788 returns the parent's block root at every block's timestamp", async () => {
    for (let count = 0; count < 6; count++) {
      const parent = devnet.head();
      const block = await devnet.produceSlot();
      expect(block.slot).toBe(parent.slot + 1);
      expect(await beaconRootAt(devnet, timeOf(block.slot))).toBe(parent.root);
    }
  });

  it("EIP-4788 knows nothing at a missed slot's timestamp, and the next block names the one before the gap", async () => {
    const parent = devnet.head();
    await devnet.skipSlot(2);
    const block = await devnet.produceSlot();
    expect(block.slot).toBe(parent.slot + 3);
    expect(await beaconRootAt(devnet, timeOf(parent.slot + 1))).toBeUndefined();
    expect(await beaconRootAt(devnet, timeOf(parent.slot + 2))).toBeUndefined();
    expect(await beaconRootAt(devnet, timeOf(block.slot))).toBe(parent.root);
    const missed = await beaconOf(devnet).beacon.getBlockHeader({ blockId: parent.slot + 1 });
    expect(missed.status).toBe(404);
  });

  it("the Beacon API serves, for every block, the header with its root and the state with the header's state root", async () => {
    const beacon = beaconOf(devnet);
    for (let slot = 0; slot <= devnet.head().slot; slot++) {
      const answer = await beacon.beacon.getBlockHeader({ blockId: slot });
      if (answer.status === 404) continue;
      const { root, header } = answer.value();
      expect(toHex(ssz.phase0.BeaconBlockHeader.hashTreeRoot(header.message))).toBe(toHex(root));
      const state = await beacon.debug.getStateV2({ stateId: slot }, { responseWireFormat: WireFormat.ssz });
      expect(state.meta().version).toBe(fork);
      const view = ssz[fork].BeaconState.deserializeToViewDU(state.ssz());
      expect(toHex(view.hashTreeRoot())).toBe(toHex(header.message.stateRoot));
      expect(view.slot).toBe(slot);
    }
  });

  it("a state as JSON is the same state as in SSZ", async () => {
    const response = await fetch(`${devnet.beaconUrl}/eth/v2/debug/beacon/states/head`);
    const { version, data } = (await response.json()) as { version: string; data: unknown };
    expect(version).toBe(fork);
    const root = ssz[fork].BeaconState.hashTreeRoot(ssz[fork].BeaconState.fromJson(data) as never);
    expect(toHex(root)).toBe(toHex(devnet.head().header.stateRoot));
  });

  it("finalized lies two slots behind the head, is marked so, and is what the execution layer calls finalized", async () => {
    await devnet.produceSlot();
    await devnet.produceSlot();
    const { beacon } = beaconOf(devnet);
    const finalized = await beacon.getBlockHeader({ blockId: "finalized" });
    expect(finalized.value().header.message.slot).toBe(devnet.head().slot - 2);
    expect(finalized.meta().finalized).toBe(true);
    expect((await beacon.getBlockHeader({ blockId: "head" })).meta().finalized).toBe(false);
    const { reader } = clientsOf(devnet);
    const executionBlock = await reader.getBlock({ blockTag: "finalized" });
    expect(executionBlock.timestamp).toBe(BigInt(timeOf(finalized.value().header.message.slot)));
  });

  it("the execution state root inside a state is the execution block's", async () => {
    const state = await beaconOf(devnet).debug.getStateV2(
      { stateId: "head" },
      { responseWireFormat: WireFormat.ssz },
    );
    const header = ssz[fork].BeaconState.deserialize(state.ssz()).latestExecutionPayloadHeader;
    const block = await clientsOf(devnet).reader.getBlock({ blockNumber: BigInt(header.blockNumber) });
    expect(toHex(header.stateRoot)).toBe(block.stateRoot);
    expect(toHex(header.blockHash)).toBe(block.hash);
  });

  it("unknown blocks and states are 404, things that are no identifiers 400", async () => {
    const unknownRoot = `0x${"ab".repeat(32)}`;
    for (const path of ["/eth/v1/beacon/headers/", "/eth/v2/debug/beacon/states/"]) {
      const statusOf = async (id: string) => (await fetch(`${devnet.beaconUrl}${path}${id}`)).status;
      expect(await statusOf(unknownRoot)).toBe(404);
      expect(await statusOf("999999")).toBe(404);
      expect(await statusOf("tail")).toBe(400);
      expect(await statusOf("-1")).toBe(400);
    }
    expect((await fetch(`${devnet.beaconUrl}/eth/v1/beacon/nothing`)).status).toBe(404);
  });

  it("a transaction sent to the RPC is in the next block", async () => {
    const { reader, wallet } = clientsOf(devnet);
    const hash = await wallet.sendTransaction({ to: RECIPIENT, value: 7n });
    const block = await devnet.produceSlot();
    const receipt = await reader.getTransactionReceipt({ hash });
    expect(receipt.status).toBe("success");
    expect(receipt.blockNumber).toBe(BigInt(block.executionNumber));
    expect(await reader.getBalance({ address: RECIPIENT })).toBe(7n);
  });

  it("balances above 32 ETH of 0x01 validators arrive on the execution layer as withdrawals", async () => {
    const withdrawalAddress: Hex = `0x9a${"0".repeat(38)}`; // Validator 0 of the default mix.
    const balanceWei = await clientsOf(devnet).reader.getBalance({ address: withdrawalAddress });
    expect(balanceWei).toBeGreaterThan(0n);
  });

  it("run produces in the background until stopped, one slot after the other", async () => {
    const before = devnet.head().slot;
    const run = devnet.run(50);
    const { reader, wallet } = clientsOf(devnet);
    const hash = await wallet.sendTransaction({ to: RECIPIENT, value: 1n });
    expect((await reader.waitForTransactionReceipt({ hash })).status).toBe("success");
    await run.stop();
    const after = devnet.head().slot;
    expect(after).toBeGreaterThan(before);
    // The next one is asked for: nothing came in between.
    expect((await devnet.produceSlot()).slot).toBe(after + 1);
  });

  it("all genesis balances differ, and after many blocks some lie above and some below 32 ETH", async () => {
    const balancesAt = async (stateId: string) => {
      const state = await beaconOf(devnet).debug.getStateV2(
        { stateId },
        { responseWireFormat: WireFormat.ssz },
      );
      return ssz[fork].BeaconState.deserialize(state.ssz()).balances;
    };
    const genesisBalances = await balancesAt("genesis");
    expect(new Set(genesisBalances).size).toBe(64);
    const balances = await balancesAt("head");
    expect(balances.some((balanceGwei) => balanceGwei > 32e9)).toBe(true);
    expect(balances.some((balanceGwei) => balanceGwei < 32e9)).toBe(true);
  });

  it("stop leaves no process, no folder and no listener; stopping again is harmless", async () => {
    const { pid, folder } = devnet.client;
    expect(isAlive(pid)).toBe(true);
    expect(existsSync(folder)).toBe(true);
    await devnet.stop();
    expect(isAlive(pid)).toBe(false);
    expect(existsSync(folder)).toBe(false);
    await expect(fetch(devnet.rpcUrl)).rejects.toThrow();
    await expect(fetch(devnet.beaconUrl)).rejects.toThrow();
    await devnet.stop();
  });
});

describe("devnet with one validator and three states kept", () => {
  let devnet: Devnet;
  beforeAll(async () => {
    devnet = await startDevnet({ validatorCount: 1, statesKept: 3, fork: "fulu" });
  });
  afterAll(() => devnet?.stop());

  it("goes on across epochs in which most slots are missed", async () => {
    const parent = await devnet.produceSlot();
    await devnet.skipSlot(70);
    const block = await devnet.produceSlot();
    expect(block.slot).toBe(72);
    expect(await beaconRootAt(devnet, devnet.genesisTime + 72 * devnet.secondsPerSlot)).toBe(parent.root);
  });

  it("serves the last three states, and of older blocks the header only", async () => {
    const first = await devnet.produceSlot();
    await devnet.produceSlot();
    await devnet.produceSlot();
    const statusOf = async (path: string) => (await fetch(`${devnet.beaconUrl}${path}`)).status;
    expect(await statusOf(`/eth/v2/debug/beacon/states/${first.slot}`)).toBe(200);
    await devnet.produceSlot();
    expect(await statusOf(`/eth/v2/debug/beacon/states/${first.slot}`)).toBe(404);
    expect(await statusOf(`/eth/v1/beacon/headers/${first.slot}`)).toBe(200);
    expect(await statusOf("/eth/v2/debug/beacon/states/finalized")).toBe(200);
  });
});
