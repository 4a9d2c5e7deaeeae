/**
 * Principals that are probably ETH and not gwei.
 * @module
 */
import { GWEI_PER_ETH } from "../units.ts";
import type { RegistryEntry } from "./registry.ts";

/** No deposit is smaller. Source: consensus-specs phase0/beacon-chain.md, MIN_DEPOSIT_AMOUNT. */
const MIN_DEPOSIT_GWEI = GWEI_PER_ETH;

/** @returns a question about the first such entry, in words; undefined if there is none. */
export function doubtOfPrincipals(registry: readonly RegistryEntry[]): string | undefined {
  const doubtful = registry.filter(
    ({ principalGwei }) => principalGwei > 0n && principalGwei < MIN_DEPOSIT_GWEI,
  );
  const [first] = doubtful;
  if (first === undefined) return undefined;
  const { index, principalGwei } = first;
  const more = doubtful.length === 1 ? "" : ` (and of ${doubtful.length - 1} more)`;
  const inGwei = principalGwei * GWEI_PER_ETH;
  return `The principal of validator ${index}${more} is ${principalGwei} gwei, less than any deposit: is it meant to be ${inGwei} gwei, ${principalGwei} ETH?`;
}
