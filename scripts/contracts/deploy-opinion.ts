/**
 * Deploys a second opinion on a protocol that others deployed, by the network file that names it: schedule, beacon roots, Poseidon,
 * source, registry, assets, verifier, the opinion, and what stands beside it: the vault's adapter and the alarm.
 * @module
 */
import { type Address, hexToBigInt } from "viem";
import type { PufferNetwork } from "../../prover/puffer/network.ts";
import { validatorsSlot } from "../../prover/puffer/storage-slots.ts";
import { type DeploymentTarget, forkLayoutsOf, NO_CAP, WEEK_SECONDS } from "./deploy-protocol.ts";
import { contractArtifact } from "./forge.ts";
import { poseidonContract } from "./poseidon-contract.ts";
import { deployment, type Sender } from "./sender.ts";

export interface OpinionPlan {
  readonly network: PufferNetwork;
  readonly verifierName: string;
  /** Slot at whose time the first spurt ends. */
  readonly spurtEndSlot: number;
  /** Hundredths of a percent of 32 ETH for each validator. Default 10. */
  readonly toleranceBasisPoints?: number;
  /** Seconds. Default: nine days. */
  readonly maxAge?: bigint;
}

export interface Opinion {
  readonly opinion: Address;
  readonly assets: Address;
  readonly registry: Address;
  readonly source: Address;
  readonly beaconRoots: Address;
  readonly growthSpurts: Address;
  readonly verifier: Address;
  /** VaultOracleAdapter. */
  readonly adapter: Address;
  /** ImplementationAlarm. */
  readonly alarm: Address;
  /** When the first spurt ends, seconds. */
  readonly spurtEnd: bigint;
}

const DEFAULT_TOLERANCE_BASIS_POINTS = 10;
const DEFAULT_MAX_AGE = 777_600n;

/** @throws when a transaction reverts or is not mined. On a network, blocks must be produced meanwhile. */
export async function deployOpinion(
  sender: Sender,
  target: DeploymentTarget,
  plan: OpinionPlan,
): Promise<Opinion> {
  const { protocol, modules } = plan.network;
  const { genesisTime, secondsPerSlot } = target;
  const spurtEnd = BigInt(genesisTime + plan.spurtEndSlot * secondsPerSlot);
  const deploy = deployerOf(sender);
  const growthSpurts = await deploy("GrowthSpurts", [
    sender.address,
    spurtEnd - WEEK_SECONDS,
    NO_CAP,
    NO_CAP,
  ]);
  const [poseidon] = await sender.sendAll([deployment(poseidonContract())]);
  const verifier = await deploy(plan.verifierName, []);
  const beaconRoots = await deploy("BeaconRoots", [
    growthSpurts,
    0n,
    BigInt(genesisTime),
    BigInt(secondsPerSlot),
    forkLayoutsOf(target),
  ]);
  const source = await deploy("PufferSource", [
    protocol.address,
    protocol.layouts.map(({ implementation, base }) => ({
      implementation,
      validatorsSlot: validatorsSlot(hexToBigInt(base)),
    })),
  ]);
  const { eigenPodManager, podInitCodeHash } = modules;
  const registry = await deploy("PufferRegistry", [
    source,
    eigenPodManager,
    podInitCodeHash,
    poseidon,
    beaconRoots,
  ]);
  const behind = { registry, verifier };
  const { opinion, assets } = await deployOpinionOn(sender, behind, plan);
  const adapter = await deploy("VaultOracleAdapter", [plan.network.vault.layouts[0]!.oracle, opinion]);
  const alarm = await deploy("ImplementationAlarm", [assets]);
  return {
    opinion,
    assets,
    registry,
    source,
    beaconRoots,
    growthSpurts,
    verifier,
    adapter,
    alarm,
    spurtEnd,
  };
}

/** Another opinion of the same registry, e.g. with the layouts of an upgrade. */
export async function deployOpinionOn(
  sender: Sender,
  { registry, verifier }: Pick<Opinion, "registry" | "verifier">,
  { network, ...plan }: Omit<OpinionPlan, "verifierName" | "spurtEndSlot">,
): Promise<Pick<Opinion, "opinion" | "assets">> {
  const deploy = deployerOf(sender);
  const { vault, weth, steth } = network;
  const accounts = {
    vault: vault.address,
    weth: weth.address,
    wethBalancesSlot: hexToBigInt(weth.balances),
    stEth: steth.address,
  };
  const assets = await deploy("PufferAssets", [registry, accounts, layoutsOf(network)]);
  const opinion = await deploy("PufferSecondOpinion", [
    {
      verifier,
      registry,
      assets,
      toleranceBasisPoints: plan.toleranceBasisPoints ?? DEFAULT_TOLERANCE_BASIS_POINTS,
      maxAge: plan.maxAge ?? DEFAULT_MAX_AGE,
    },
  ]);
  return { opinion, assets };
}

/** `VaultLayout`: each layout of the vault with each of the depositor. */
function layoutsOf({ vault, revenueDepositor, oracle }: PufferNetwork) {
  return vault.layouts.flatMap((layout) =>
    revenueDepositor.layouts.map((depositorLayout) => ({
      vaultImplementation: layout.implementation,
      depositorImplementation: depositorLayout.implementation,
      vaultBase: hexToBigInt(layout.lidoLockedEth),
      supplySlot: hexToBigInt(layout.supply),
      oracle: layout.oracle,
      countSlot: hexToBigInt(oracle.activeValidators),
      countOffset: BigInt(oracle.offset),
      depositor: layout.revenueDepositor,
      depositorSlot: hexToBigInt(depositorLayout.distribution),
    })),
  );
}

function deployerOf(sender: Sender) {
  return async (name: string, args: readonly unknown[]): Promise<Address> => {
    const [address] = await sender.sendAll([deployment(contractArtifact(name), args)]);
    return address!;
  };
}
