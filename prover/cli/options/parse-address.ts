/**
 * Addresses given by hand.
 * @module
 */
import { type Address, getAddress, isAddress } from "viem";
import { UsageError } from "./usage-error.ts";

/** @throws UsageError for what is no address, or has mixed case and a wrong checksum (EIP-55): it was mistyped. */
export function parseAddress(option: string, text: string): Address {
  if (!/^0x[0-9a-fA-F]{40}$/.test(text))
    throw new UsageError(`${option} ${text}: it must be 0x and 40 hex digits.`);
  const digits = text.slice(2);
  const mixed = digits !== digits.toLowerCase() && digits !== digits.toUpperCase();
  if (mixed && !isAddress(text))
    throw new UsageError(`${option} ${text}: its checksum is wrong, was it mistyped?`);
  return getAddress(text.toLowerCase());
}
