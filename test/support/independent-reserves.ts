/**
 * The reserves at one slot, calculated a second time with nothing of the prover's: balances and the queue of deposits
 * out of the debug state that the node serves, everything else from the execution client at the block that this state
 * names. Who is registered is told by the caller, by public key; indices come from the state.
 * @module
 */
import { ssz } from "@lodestar/types";
import { type Address, type Hex, parseAbi, toHex } from "viem";
import { interopPublicKey } from "../../scripts/devnet/signed-deposit.ts";
import type { TestNetwork } from "./test-network.ts";

export interface Reserves {
  readonly blockTimestamp: bigint;
  readonly listLength: bigint;
  /** Entries of the registry that exist at the block. */
  readonly existing: bigint;
  /** Deposits of the protocol that wait at the block. */
  readonly waiting: bigint;
  /** Σ balance. */
  readonly rawWei: bigint;
  /** Σ min(balance, principal). */
  readonly principalWei: bigint;
  /** Pools, rewards owed, then pods. */
  readonly sourceValuesWei: readonly bigint[];
  readonly liabilityValuesWei: readonly bigint[];
  readonly sourcesWei: bigint;
  readonly pendingDepositsWei: bigint;
  /** On their way from the consensus layer: none before Gloas. */
  readonly withdrawalsWei: bigint;
  readonly liabilitiesWei: bigint;
  /** What the pool has provided: nothing of it came back on this network. */
  readonly outstandingWei: bigint;
  /** By the policy `principal`. */
  readonly reservesWei: bigint;
  readonly supplyWei: bigint;
  /** wei of ETH for 1e18 wei of pufETH, rounded down. */
  readonly rate: bigint;
}

const WEI_PER_GWEI = 1_000_000_000n;
const SLOTS_PER_EPOCH = 32;
const inWei = ({ principalGwei }: { readonly principalGwei: bigint }) => principalGwei * WEI_PER_GWEI;
const sum = (values: readonly bigint[]) => values.reduce((total, value) => total + value, 0n);

export async function independentReserves(world: TestNetwork, slot: number): Promise<Reserves> {
  const state = await readState(world, slot);
  const { blockNumber, withdrawals } = await executionOf(world, state);
  const indices = new Map(state.validators.map(({ pubkey }, index) => [toHex(pubkey), index]));

  let [rawWei, principalWei, existing] = [0n, 0n, 0n];
  for (const { keyIndex, principalGwei } of world.provisions) {
    const index = indices.get(interopPublicKey(keyIndex));
    if (index === undefined) continue;
    const balanceGwei = BigInt(state.balances[index]!);
    existing += 1n;
    rawWei += balanceGwei * WEI_PER_GWEI;
    principalWei += (balanceGwei < principalGwei ? balanceGwei : principalGwei) * WEI_PER_GWEI;
  }
  const deposits = waitingGwei(world, state.pendingDeposits);
  const amounts = await readAmounts(world, blockNumber);
  const [sourcesWei, liabilitiesWei] = [sum(amounts.sourceValuesWei), sum(amounts.liabilityValuesWei)];
  const pendingDepositsWei = sum(deposits) * WEI_PER_GWEI;
  const underWayWei = (accounts: readonly Address[]) => {
    const paid = new Set(accounts.map((account) => account.toLowerCase()));
    const entries = withdrawals.filter(({ address }) => paid.has(toHex(address)));
    return sum(entries.map(({ amount }) => amount)) * WEI_PER_GWEI;
  };
  const { pools, pods } = world.protocol;
  const withdrawalsWei = underWayWei([...pools, ...pods]);
  const outstandingWei = sum(world.provisions.filter(({ writtenOff }) => !writtenOff).map(inWei));
  const podsWei = sum(amounts.sourceValuesWei.slice(-pods.length)) + underWayWei(pods);
  const stakedWei = principalWei + pendingDepositsWei + podsWei;
  const countedWei = stakedWei < outstandingWei ? stakedWei : outstandingWei;
  const reservesWei = sourcesWei + withdrawalsWei - podsWei + countedWei - liabilitiesWei;
  return {
    blockTimestamp: BigInt(world.network.genesisTime + slot * world.network.secondsPerSlot),
    listLength: BigInt(state.validators.length),
    existing,
    waiting: BigInt(deposits.length),
    rawWei,
    principalWei,
    ...amounts,
    sourcesWei,
    pendingDepositsWei,
    withdrawalsWei,
    liabilitiesWei,
    outstandingWei,
    reservesWei,
    rate: (reservesWei * 10n ** 18n) / amounts.supplyWei,
  };
}

async function readState({ network }: TestNetwork, slot: number) {
  const response = await fetch(`${network.beaconUrl}/eth/v2/debug/beacon/states/${slot}`, {
    headers: { accept: "application/octet-stream" },
  });
  const bytes = new Uint8Array(await response.arrayBuffer());
  const isGloas = network.gloasForkEpoch !== undefined && slot >= network.gloasForkEpoch * SLOTS_PER_EPOCH;
  return isGloas
    ? ssz.gloas.BeaconState.deserialize(bytes)
    : ssz[network.fork].BeaconState.deserialize(bytes);
}

/** The execution block that the state names, and what has left the balances and is not in it yet. */
async function executionOf(
  { chain: { reader } }: TestNetwork,
  state: Awaited<ReturnType<typeof readState>>,
): Promise<{ blockNumber: bigint; withdrawals: readonly { address: Uint8Array; amount: bigint }[] }> {
  if (!("latestBlockHash" in state)) {
    return { blockNumber: BigInt(state.latestExecutionPayloadHeader.blockNumber), withdrawals: [] };
  }
  const { number } = await reader.getBlock({ blockHash: toHex(state.latestBlockHash) });
  return { blockNumber: number, withdrawals: state.payloadExpectedWithdrawals };
}

/** One deposit of the full principal for each provision; the same key's dust does not count. */
function waitingGwei(
  { provisions }: TestNetwork,
  queue: readonly { readonly pubkey: Uint8Array; readonly amount: number }[],
): bigint[] {
  return provisions.flatMap(({ keyIndex, principalGwei }) => {
    const pubkey: Hex = interopPublicKey(keyIndex);
    const isPaid = queue.some(
      (deposit) => toHex(deposit.pubkey) === pubkey && BigInt(deposit.amount) === principalGwei,
    );
    return isPaid ? [principalGwei] : [];
  });
}

async function readAmounts({ protocol, chain: { reader } }: TestNetwork, blockNumber: bigint) {
  const balance = (address: Address) => reader.getBalance({ address, blockNumber });
  const abi = parseAbi([
    "function totalSupply() view returns (uint256)",
    "function owedToPoolWei() view returns (uint256)",
    "function promisedToNoOpsWei() view returns (uint256)",
  ]);
  const rewards = { address: protocol.rewards, abi, blockNumber } as const;
  return {
    sourceValuesWei: [
      ...(await Promise.all(protocol.pools.map(balance))),
      await reader.readContract({ ...rewards, functionName: "owedToPoolWei" }),
      ...(await Promise.all(protocol.pods.map(balance))),
    ],
    liabilityValuesWei: [await reader.readContract({ ...rewards, functionName: "promisedToNoOpsWei" })],
    supplyWei: await reader.readContract({
      ...rewards,
      address: protocol.token,
      functionName: "totalSupply",
    }),
  };
}
