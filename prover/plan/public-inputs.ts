/**
 * The 16 public inputs of `reserves-page`, in the circuit's order (circuits/README.md).
 * @module
 */
import type { PUBLIC_INPUT_COUNT } from "../groth16/verification-key.ts";
import { toHex } from "../hex.ts";

export interface PublicInputs {
  /** Link node, big-endian 128-bit halves. */
  readonly rootHi: bigint;
  readonly rootLo: bigint;
  /** Generalized index, below the link node, of chunk `firstChunk`. */
  readonly leafBase: bigint;
  readonly firstChunk: bigint;
  /** Chunks below the link node. */
  readonly span: bigint;
  /** Entries of the balances list. */
  readonly listLength: bigint;
  /** Registry chain before and after the page. */
  readonly commitmentIn: bigint;
  readonly commitmentOut: bigint;
  /** Running totals in wei. */
  readonly principalInWei: bigint;
  readonly principalOutWei: bigint;
  readonly rawInWei: bigint;
  readonly rawOutWei: bigint;
  /** Validators consumed, and those of them that exist at this block. */
  readonly countIn: bigint;
  readonly countOut: bigint;
  readonly existingIn: bigint;
  readonly existingOut: bigint;
}

export const PUBLIC_INPUT_NAMES = [
  "rootHi",
  "rootLo",
  "leafBase",
  "firstChunk",
  "span",
  "listLength",
  "commitmentIn",
  "commitmentOut",
  "principalInWei",
  "principalOutWei",
  "rawInWei",
  "rawOutWei",
  "countIn",
  "countOut",
  "existingIn",
  "existingOut",
] as const satisfies readonly (keyof PublicInputs)[] & { readonly length: typeof PUBLIC_INPUT_COUNT };

/** Decimal strings in circuit order: snarkjs's `publicSignals`. */
export function toPublicSignals(inputs: PublicInputs): string[] {
  return PUBLIC_INPUT_NAMES.map((name) => inputs[name].toString());
}

/** @throws RangeError unless there are exactly 16 decimal strings. */
export function fromPublicSignals(signals: readonly string[]): PublicInputs {
  if (signals.length !== PUBLIC_INPUT_NAMES.length) {
    throw new RangeError(`${signals.length} public signals given, ${PUBLIC_INPUT_NAMES.length} expected`);
  }
  const entries = PUBLIC_INPUT_NAMES.map((name, i) => [name, BigInt(signals[i]!)]);
  return Object.fromEntries(entries) as Record<keyof PublicInputs, bigint>;
}

/** The two big-endian 128-bit halves of a 32-byte node. */
export function rootHalves(root: Uint8Array): Pick<PublicInputs, "rootHi" | "rootLo"> {
  const value = BigInt(toHex(root));
  return { rootHi: value >> 128n, rootLo: value & ((1n << 128n) - 1n) };
}
