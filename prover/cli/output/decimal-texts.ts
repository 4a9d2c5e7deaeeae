/**
 * Decimal strings of results, as texts for people.
 * @module
 */
import { formatTime, formatWeiAsEth } from "../../units.ts";

/** @param seconds  since 1970. */
export function at(seconds: string): string {
  return formatTime(BigInt(seconds));
}

export function eth(wei: string): string {
  return formatWeiAsEth(BigInt(wei));
}
