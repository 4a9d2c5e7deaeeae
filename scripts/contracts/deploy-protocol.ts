/**
 * Deploys what the development network needs for a rate: schedule, beacon roots, Poseidon, registry with pods and
 * provisions, token, two pools, rewards owed and promised, verifier and oracle; where wanted, a distributor of rewards.
 *
 * Not as on mainnet: the registrar announces keys that are validators already, since they stand in the genesis state.
 * @module
 */
import { type Address, type Hex, stringToHex, zeroAddress } from "viem";
import { forkLayoutOf } from "../../prover/state/fork-layout.ts";
import type { Devnet } from "../devnet/start-devnet.ts";
import { contractArtifact } from "./forge.ts";
import { poseidonContract } from "./poseidon-contract.ts";
import { call, deployment, type Sender, type Step } from "./sender.ts";

export const WEEK_SECONDS = 604_800n;
export const NO_CAP = 2n ** 128n - 1n;
const WEI_PER_GWEI = 1_000_000_000n;
/** A rate has 18 decimals. */
const RATE_SCALE = 10n ** 18n;

/** OpenZeppelin's ERC20 keeps `_totalSupply` in its third slot; DemoRewards its two numbers. Forge tests look. */
const ERC20_SUPPLY_SLOT = 2n;
const OWED_SLOT = 1n;
const PROMISED_SLOT = 2n;
/** Of RewardsDistributor. */
const UNPAID_SLOT = 0n;

const SOURCE_KIND = { balance: 0, slot: 1 } as const;

/** What the contracts must know of the beacon chain. */
export type DeploymentTarget = Pick<Devnet, "fork" | "gloasForkEpoch" | "genesisTime" | "secondsPerSlot">;

export interface PlannedProvision {
  readonly pubkey: Hex;
  readonly principalGwei: bigint;
  readonly writtenOff?: boolean;
}

export interface ProtocolPlan {
  readonly verifierName: string;
  /** Slot at whose time the first spurt ends: it must lie well after the blocks that the deployment takes. */
  readonly spurtEndSlot: number;
  readonly provisions: readonly PlannedProvision[];
  /** Contracts that stand in the genesis state, since validators of the genesis state pay out to them. */
  readonly pods: readonly Address[];
  readonly supplyWei: bigint;
  /** What PufferPool and WithdrawalPool hold. */
  readonly poolDepositsWei: readonly [bigint, bigint];
  readonly owedToPoolWei: bigint;
  readonly promisedToNoOpsWei: bigint;
  /** Of a RewardsDistributor, whose publisher is the sender. Default: there is none. */
  readonly distributed?: { readonly promisedWei: bigint; readonly fundedWei: bigint };
  /** Default: a rise of 5% and a fall of 2%, two days of review, stale after nine days. */
  readonly bounds?: RateBoundsPlan;
}

export interface RateBoundsPlan {
  readonly maxRisePpm: number;
  readonly maxFallPpm: number;
  readonly reviewPeriod: bigint;
  readonly maxAge: bigint;
}

const DEFAULT_BOUNDS: RateBoundsPlan = {
  maxRisePpm: 50_000,
  maxFallPpm: 20_000,
  reviewPeriod: 172_800n,
  maxAge: 777_600n,
};

export interface Protocol {
  readonly oracle: Address;
  readonly blockAssets: Address;
  readonly consolidations: Address;
  readonly registry: Address;
  readonly beaconRoots: Address;
  readonly growthSpurts: Address;
  readonly token: Address;
  /** PufferPool, WithdrawalPool. */
  readonly pools: readonly Address[];
  readonly pods: readonly Address[];
  /** DemoRewards. */
  readonly rewards: Address;
  /** RewardsDistributor, where the plan has one. */
  readonly distributor?: Address;
  /** When the first spurt ends, seconds. */
  readonly spurtEnd: bigint;
}

const SLOTS_PER_EPOCH = 32;

/** `ForkLayout`s of the forks that the network has. */
export function forkLayoutsOf({ fork, gloasForkEpoch, genesisTime, secondsPerSlot }: DeploymentTarget) {
  const first = forkLayoutOf(fork, BigInt(genesisTime));
  if (gloasForkEpoch === undefined) return [first];
  const forkTime = genesisTime + gloasForkEpoch * SLOTS_PER_EPOCH * secondsPerSlot;
  return [first, forkLayoutOf("gloas", BigInt(forkTime))];
}

/** @throws when a transaction reverts or is not mined. On a network, blocks must be produced meanwhile. */
export async function deployProtocol(
  sender: Sender,
  target: DeploymentTarget,
  plan: ProtocolPlan,
): Promise<Protocol> {
  const spurtEnd = BigInt(target.genesisTime + plan.spurtEndSlot * target.secondsPerSlot);
  const standing = await deployIndependent(sender, plan, spurtEnd);
  const deploy = async (name: string, args: readonly unknown[]) => {
    const [address] = await sender.sendAll([deployment(contractArtifact(name), args)]);
    return address!;
  };
  const beaconRoots = await deploy("BeaconRoots", [
    standing.growthSpurts,
    0n,
    BigInt(target.genesisTime),
    BigInt(target.secondsPerSlot),
    forkLayoutsOf(target),
  ]);
  const registry = await deploy("ValidatorRegistry", [
    sender.address,
    sender.address,
    standing.poseidon,
    beaconRoots,
  ]);
  const [puffer, withdrawal] = standing.pools;
  const source = (name: string, kind: keyof typeof SOURCE_KIND, account: Address, slot = 0n) => ({
    name: stringToHex(name, { size: 32 }),
    kind: SOURCE_KIND[kind],
    account,
    slot,
  });
  const consolidations = await deploy("Consolidations", [registry, zeroAddress]);
  const distributor = plan.distributed && (await deployDistributor(sender));
  const blockAssets = await deploy("BlockAssets", [
    consolidations,
    [
      source("PufferPool", "balance", puffer),
      source("WithdrawalPool", "balance", withdrawal),
      source("AVS rewards", "slot", standing.rewards, OWED_SLOT),
    ],
    [
      source("NoOp rewards", "slot", standing.rewards, PROMISED_SLOT),
      ...(distributor === undefined ? [] : [source("Distributed rewards", "slot", distributor, UNPAID_SLOT)]),
    ],
    standing.token,
    ERC20_SUPPLY_SLOT,
  ]);
  const oracle = deployment(contractArtifact("ReservesOracle"), [
    {
      verifier: standing.verifier,
      registry,
      beaconRoots,
      blockAssets,
      policy: 0,
      bounds: plan.bounds ?? DEFAULT_BOUNDS,
      referenceRate: plannedRate(plan),
      admin: sender.address,
    },
  ]);
  const [oracleAddress] = await sender.sendAll([
    oracle,
    ...fillRegistry(plan, registry),
    { to: puffer, valueWei: plan.poolDepositsWei[0] },
    { to: withdrawal, valueWei: plan.poolDepositsWei[1] },
    call(contractArtifact("DemoPufETH").abi, standing.token, "mint", [sender.address, plan.supplyWei]),
    call(contractArtifact("DemoRewards").abi, standing.rewards, "set", [
      plan.owedToPoolWei,
      plan.promisedToNoOpsWei,
    ]),
  ]);
  if (distributor !== undefined) await sender.sendAll(promise(distributor, plan.distributed!));
  await writeOff(sender, plan, registry);
  await sender.sendAll([
    call(contractArtifact("ValidatorRegistry").abi, registry, "seal", [BigInt(plan.provisions.length)]),
  ]);
  const { growthSpurts, token, pools, rewards } = standing;
  return {
    oracle: oracleAddress!,
    blockAssets,
    consolidations,
    registry,
    beaconRoots,
    growthSpurts,
    token,
    pools,
    pods: plan.pods,
    rewards,
    ...(distributor === undefined ? {} : { distributor }),
    spurtEnd,
  };
}

/** Before the oracle, whose liabilities list it: the oracle comes after the contract that lists them. */
async function deployDistributor(sender: Sender): Promise<Address> {
  const oracle = await sender.addressAfter(2);
  const [distributor] = await sender.sendAll([
    deployment(contractArtifact("RewardsDistributor"), [oracle, sender.address]),
  ]);
  return distributor!;
}

function promise(
  distributor: Address,
  { promisedWei, fundedWei }: NonNullable<ProtocolPlan["distributed"]>,
): Step[] {
  const { abi } = contractArtifact("RewardsDistributor");
  return [
    call(abi, distributor, "setPromised", [promisedWei]),
    { ...call(abi, distributor, "fund", []), valueWei: fundedWei },
  ];
}

/** What the first rate is measured by: rewards on the consensus layer and what pods hold are within the bounds. */
function plannedRate(plan: ProtocolPlan): bigint {
  const { provisions, poolDepositsWei, owedToPoolWei, promisedToNoOpsWei, supplyWei } = plan;
  const { promisedWei = 0n } = plan.distributed ?? {};
  const principalsWei = provisions.reduce(
    (sum, { principalGwei, writtenOff = false }) => (writtenOff ? sum : sum + principalGwei * WEI_PER_GWEI),
    0n,
  );
  const poolsWei = poolDepositsWei[0] + poolDepositsWei[1] + owedToPoolWei - promisedToNoOpsWei - promisedWei;
  return ((principalsWei + poolsWei) * RATE_SCALE) / supplyWei;
}

/** Contracts that need no other one. */
async function deployIndependent(sender: Sender, plan: ProtocolPlan, spurtEnd: bigint) {
  const addresses = await sender.sendAll([
    deployment(poseidonContract()),
    deployment(contractArtifact("GrowthSpurts"), [sender.address, spurtEnd - WEEK_SECONDS, NO_CAP, NO_CAP]),
    deployment(contractArtifact("DemoPufETH"), [sender.address]),
    deployment(contractArtifact("DemoRewards"), [sender.address]),
    deployment(contractArtifact("DemoPool")),
    deployment(contractArtifact("DemoPool")),
    deployment(contractArtifact(plan.verifierName)),
  ]);
  const [poseidonAddress, growthSpurts, token, rewards, puffer, withdrawal, verifier] = addresses as [
    ...[Address, Address, Address, Address, Address, Address, Address],
  ];
  return {
    poseidon: poseidonAddress,
    growthSpurts,
    token,
    rewards,
    verifier,
    pools: [puffer, withdrawal] as const,
  };
}

function fillRegistry({ pods, provisions }: ProtocolPlan, registry: Address): Step[] {
  const { abi } = contractArtifact("ValidatorRegistry");
  return [
    ...pods.map((pod) => call(abi, registry, "addPod", [pod])),
    ...provisions.map(({ pubkey, principalGwei }) =>
      call(abi, registry, "provision", [pubkey, principalGwei]),
    ),
  ];
}

/** A provision's number is its place, from 1. */
async function writeOff(sender: Sender, { provisions }: ProtocolPlan, registry: Address): Promise<void> {
  const { abi } = contractArtifact("ValidatorRegistry");
  const steps = provisions.flatMap(({ writtenOff }, k) =>
    writtenOff ? [call(abi, registry, "writeOff", [BigInt(k + 1), "no deposit was made"])] : [],
  );
  if (steps.length > 0) await sender.sendAll(steps);
}
