/**
 * One value of the repeatable option `--public-chain-id`.
 * @module
 */
import { ExportOptionInvalidError } from "./errors.ts";

/**
 * @returns those before, and this one.
 * @throws ExportOptionInvalidError
 */
export function collectChainId(given: string, before: readonly bigint[]): bigint[] {
  if (!/^[0-9]+$/.test(given)) {
    throw new ExportOptionInvalidError("--public-chain-id", given, "a decimal number");
  }
  return [...before, BigInt(given)];
}
