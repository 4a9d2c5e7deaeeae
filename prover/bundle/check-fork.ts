/**
 * The fork of a bundle says where in a state its values are. A proof does not show it, so it is compared with the slot where
 * the network and its schedule are known; elsewhere it is trusted. On chain the contract knows it by the block's time.
 * @module
 */
import { createChainForkConfig } from "@lodestar/config";
import { networksChainConfig } from "@lodestar/config/networks";
import { SLOTS_PER_EPOCH } from "@lodestar/params";
import type { BundleManifest } from "./schema.ts";
import { ForkOfSlotError } from "./verify-errors.ts";

/** Those whose chain id stays. */
const NETWORKS = ["mainnet", "sepolia", "hoodi"] as const;

/**
 * @param chainId  of the execution chain.
 * @returns whether the slot shows the fork; false where network or schedule are not known to this release.
 * @throws ForkOfSlotError where it is of another fork.
 */
export function slotShowsFork(
  { fork, header: { slot } }: Pick<BundleManifest, "fork" | "header">,
  chainId: number,
): boolean {
  const network = NETWORKS.find((name) => networksChainConfig[name].DEPOSIT_CHAIN_ID === chainId);
  if (network === undefined) return false;
  const forks = createChainForkConfig(networksChainConfig[network]).forksAscendingEpochOrder;
  const position = forks.findIndex(({ name }) => name === fork);
  const epoch = Math.floor(slot / SLOTS_PER_EPOCH);
  const { epoch: begin = Number.POSITIVE_INFINITY } = forks[position] ?? {};
  // What this release does not know the epoch of, a network may have scheduled since.
  const { epoch: end = Number.POSITIVE_INFINITY } = forks[position + 1] ?? {};
  const isBefore = Number.isFinite(begin) && epoch < begin;
  if (position === -1 || isBefore || epoch >= end) throw new ForkOfSlotError(fork, slot, network);
  return Number.isFinite(begin) && Number.isFinite(end);
}
