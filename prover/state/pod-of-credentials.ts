/**
 * The account in withdrawal credentials.
 * Source: consensus-specs electra/beacon-chain.md (ETH1_ADDRESS_WITHDRAWAL_PREFIX, COMPOUNDING_WITHDRAWAL_PREFIX).
 * @module
 */
import type { Hex } from "../hex.ts";

/** The withdrawal account; null unless it is an execution account (0x01, or compounding 0x02). */
export function podOfCredentials(withdrawalCredentials: Hex): Hex | null {
  const match = /^0x0[12]0{22}([0-9a-f]{40})$/.exec(withdrawalCredentials);
  return match === null ? null : `0x${match[1]!}`;
}
