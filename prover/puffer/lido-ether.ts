/**
 * stETH of an account: its shares of the ether that Lido holds for its own shares.
 *
 *     stETH = ⌊shares · internal ether / (total shares − external shares)⌋
 *
 * What the ether is made of depends on the version of Lido's contract, which stands in a slot of its own. Lido's accounting is
 * believed as it is. Source: lidofinance/core, Lido.sol (V3; V4 with StakingRouter v3).
 * @module
 */
import { PRINCIPAL_WEI } from "./accounting.ts";
import { halvesOf } from "./storage-slots.ts";

/** The two words of a version's layout. */
export interface LidoWords {
  readonly buffered: bigint;
  readonly staked: bigint;
}

const ETHER_BY_VERSION: Readonly<Record<number, (words: LidoWords) => bigint>> = {
  /** buffered ‖ deposited validators, CL balance ‖ CL validators: those that are deposited and not there yet have 32 ETH. */
  3({ buffered, staked }) {
    const [bufferedWei, deposited] = halvesOf(buffered);
    const [balanceWei, known] = halvesOf(staked);
    return bufferedWei + balanceWei + PRINCIPAL_WEI * (deposited - known);
  },
  /** buffered ‖ deposited since the report, validators' balance ‖ pending balance. */
  4({ buffered, staked }) {
    const [bufferedWei, depositedWei] = halvesOf(buffered);
    const [balanceWei, pendingWei] = halvesOf(staked);
    return bufferedWei + depositedWei + balanceWei + pendingWei;
  },
};

/** Versions whose words this release can read. */
export const LIDO_VERSIONS = Object.keys(ETHER_BY_VERSION).map(Number);

/** Ether of Lido's own shares, wei. @throws RangeError for another version than those of `LIDO_VERSIONS`. */
export function internalEtherWei(version: number, words: LidoWords): bigint {
  const etherOf = ETHER_BY_VERSION[version];
  if (etherOf === undefined) throw new RangeError(`Lido's version ${version} is not known`);
  return etherOf(words);
}

/** @param totalAndExternalShares  word. */
export function stethWei(shares: bigint, totalAndExternalShares: bigint, etherWei: bigint): bigint {
  const [total, external] = halvesOf(totalAndExternalShares);
  const internal = total - external;
  return internal === 0n ? 0n : (shares * etherWei) / internal;
}
