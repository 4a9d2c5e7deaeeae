/**
 * The calls of a PufferSecondOpinion and its PufferAssets, from a bundle of deployed contracts.
 * @module
 */
import { type Address, hexToBigInt } from "viem";
import type { BundleDeployment } from "../../bundle/deployment-schema.ts";
import type { Bundle } from "../../bundle/schema.ts";
import { pufferAssetsAbi } from "../../chain/abi/puffer-assets-abi.ts";
import { pufferSecondOpinionAbi as abi } from "../../chain/abi/puffer-second-opinion-abi.ts";
import type { Hex } from "../../hex.ts";
import type { PufferNetwork } from "../../puffer/network.ts";
import type { Pair } from "../../puffer/read-deployment.ts";
import type { VaultReading } from "../../puffer/read-vault.ts";
import { IMPLEMENTATION_SLOT, mappingSlot, validatorSlots } from "../../puffer/storage-slots.ts";
import { balancesTopArgument, NO_PAGES, pageRunArgument } from "./encode-pages.ts";
import { pairArgument } from "./pair-calls.ts";
import { type ShownExecution, StatePaths } from "./state-paths.ts";

/** What every call about a spurt's block needs. */
export interface OpinionCallContext {
  /** PufferAssets. */
  readonly assets: Address;
  readonly spurt: bigint;
  readonly execution: ShownExecution;
  readonly network: PufferNetwork;
}

/** @param layoutNumber  that of the contract's layouts which holds at the block. */
export function proveCoreCall(
  { assets, spurt, execution, network }: OpinionCallContext,
  { layout, depositorLayout, lidoVersion }: VaultReading,
  { withdrawals }: Pick<BundleDeployment, "withdrawals">,
  layoutNumber: bigint,
) {
  const paths = new StatePaths(execution);
  const { vault, weth, steth } = network;
  const lido = steth.layouts.find(({ version }) => version === lidoVersion)!;
  const numbers = (slots: readonly Hex[]) => slots.map((slot) => hexToBigInt(slot));
  const { lidoLockedEth, rewardDeposit, rewardMint, supply } = layout;
  const core = {
    layoutNumber,
    stEthVersion: BigInt(lidoVersion),
    vault: paths.account(vault.address, [
      IMPLEMENTATION_SLOT,
      ...numbers([lidoLockedEth, rewardDeposit, rewardMint, supply]),
    ]),
    oracle: paths.account(layout.oracle, numbers([network.oracle.activeValidators])),
    depositor: paths.account(layout.revenueDepositor, [
      IMPLEMENTATION_SLOT,
      ...numbers([depositorLayout.distribution]),
    ]),
    weth: paths.account(weth.address, [mappingSlot(vault.address, hexToBigInt(weth.balances))]),
    stEth: paths.account(steth.address, [
      hexToBigInt(steth.version),
      mappingSlot(vault.address, hexToBigInt(steth.shares)),
      ...numbers([steth.totalAndExternalShares, lido.buffered, lido.staked]),
    ]),
    withdrawals: {
      entries: (withdrawals?.entries ?? []).map(({ index, validatorIndex, address, amountGwei }) => ({
        index: BigInt(index),
        validatorIndex: BigInt(validatorIndex),
        recipient: address,
        amountGwei: BigInt(amountGwei),
      })),
      branch: withdrawals?.branch ?? [],
    },
  };
  const args = [spurt, paths.state(), core] as const;
  return { address: assets, abi: pufferAssetsAbi, functionName: "proveCore", args } as const;
}

/** A pod or module, by its place in the registry's list. */
export interface SourcePlace {
  /** 2k for the pod of module k, 2k + 1 for the module. */
  readonly place: number;
  readonly account: Hex;
  readonly wei: bigint;
}

export function showSourcesCall(
  { assets, spurt, execution }: OpinionCallContext,
  sources: readonly SourcePlace[],
) {
  const paths = new StatePaths(execution);
  // Neighbours in the trie share nodes in any order.
  const accountPaths = sources.map(({ account }) => paths.accountPath(account));
  const places = sources.map(({ place }) => BigInt(place));
  const args = [spurt, paths.state(), places, accountPaths] as const;
  return { address: assets, abi: pufferAssetsAbi, functionName: "showSources", args } as const;
}

/** @param base  of the protocol's struct. */
export function showLateCall(
  { assets, spurt, execution, network: { protocol } }: OpinionCallContext,
  base: bigint,
  pairs: readonly Pair[],
) {
  const paths = new StatePaths(execution);
  const proof = {
    account: paths.accountPath(protocol.address),
    implementation: paths.slotPath(protocol.address, IMPLEMENTATION_SLOT),
  };
  const statuses = pairs.map(({ module, position }) =>
    paths.slotPath(protocol.address, validatorSlots(base, module, BigInt(position)).status),
  );
  const args = [spurt, paths.state(), proof, pairs.map(pairArgument), statuses] as const;
  return { address: assets, abi: pufferAssetsAbi, functionName: "showLate", args } as const;
}

type WaitingEntry = BundleDeployment["waiting"]["entries"][number];

export function showWaitingCall(
  { assets, spurt }: Pick<OpinionCallContext, "assets" | "spurt">,
  { modules, waiting: { top } }: BundleDeployment,
  entries: readonly WaitingEntry[],
) {
  const queue = { ...top!, length: BigInt(top!.length) };
  const given = entries.map(
    ({ module, position, place, withdrawalCredentials, signatureRoot, rest, branch }) => ({
      pair: pairArgument({ module: modules[module]!.name, position }),
      position: BigInt(place),
      withdrawalCredentials,
      signatureRoot,
      rest,
      branch,
    }),
  );
  const args = [spurt, queue, given] as const;
  return { address: assets, abi: pufferAssetsAbi, functionName: "showWaiting", args } as const;
}

export function finalizeOpinionCall(opinion: Address, spurt: bigint) {
  return { address: opinion, abi, functionName: "finalize", args: [spurt] } as const;
}

/** @param pages  from (inclusive) and to (exclusive), counted from 0; undefined: none. */
export function improveOpinionCall(
  opinion: Address,
  spurt: bigint,
  bundle: Pick<Bundle, "manifest" | "pages">,
  pages?: readonly [from: number, to: number],
) {
  const run = pages === undefined ? NO_PAGES : pageRunArgument(bundle, ...pages);
  const args = [spurt, balancesTopArgument(bundle), run] as const;
  return { address: opinion, abi, functionName: "improve", args } as const;
}
