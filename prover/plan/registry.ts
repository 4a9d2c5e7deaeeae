/**
 * The registry: the validators that back pufETH, in the order of the on-chain commitment.
 * @module
 */
import { z } from "zod";
import { shaped } from "../shaped-json.ts";
import { DuplicateValidatorError, RegistryFileError } from "./errors.ts";

export interface RegistryEntry {
  /** Validator index, < 2^40. */
  readonly index: number;
  /** ETH provided by the pool, gwei, < 2^64. NoOps keep any balance above it. */
  readonly principalGwei: bigint;
}

/** consensus-specs phase0/beacon-chain.md, VALIDATOR_REGISTRY_LIMIT. */
export const VALIDATOR_REGISTRY_LIMIT = 2 ** 40;

const decimal = z.union([z.string().regex(/^\d+$/, "not a decimal number"), z.int().nonnegative()]);

const registrySchema = z
  .array(
    z.strictObject({
      index: decimal
        .transform((value) => BigInt(value))
        .refine((value) => value < BigInt(VALIDATOR_REGISTRY_LIMIT), "a validator index is below 2^40")
        .transform(Number),
      principalGwei: decimal
        .transform((value) => BigInt(value))
        .refine((value) => value < 1n << 64n, "a principal is below 2^64 gwei"),
    }),
  )
  .min(1, "the registry is empty");

/**
 * @param source  origin for error messages: a path, or "bundle".
 * @throws RegistryFileError where it is not `[{"index": "12", "principalGwei": "32000000000"}, …]`.
 * @throws DuplicateValidatorError if an index is listed twice.
 */
export function parseRegistry(json: unknown, source: string): RegistryEntry[] {
  const registry = shaped(
    json,
    registrySchema,
    (reason, cause) => new RegistryFileError(source, reason, cause),
  );
  const repeated = repeatedValidator(registry);
  if (repeated !== undefined) throw new DuplicateValidatorError(repeated.index, ...repeated.positions);
  return registry;
}

/** The file form of a registry: decimal strings, registry order. */
export function registryToJson(
  registry: readonly RegistryEntry[],
): { index: string; principalGwei: string }[] {
  return registry.map(({ index, principalGwei }) => ({
    index: index.toString(),
    principalGwei: principalGwei.toString(),
  }));
}

/** The first validator that is listed again, with the positions of both entries. */
export function repeatedValidator(
  registry: readonly RegistryEntry[],
): { readonly index: number; readonly positions: readonly [number, number] } | undefined {
  const seen = new Map<number, number>();
  for (const [position, { index }] of registry.entries()) {
    const first = seen.get(index);
    if (first !== undefined) return { index, positions: [first, position] };
    seen.set(index, position);
  }
  return undefined;
}
