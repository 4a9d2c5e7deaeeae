/**
 * What a witness program is made of. prover/native/witness/README.md says what each operation does; its codes and
 * layout are read by prover/native/witness/program.cpp.
 * @module
 */
import type { BitRun, LinearForm } from "./linear-form.ts";

/** Bits out, each a function of up to six bits; `length` times with all wires one further. */
export interface TableOperation {
  readonly kind: "table";
  readonly table: bigint;
  readonly inputs: readonly number[];
  readonly out: number;
  readonly length: number;
}

/** The bits of a number that must have no others. */
export interface BitsOperation {
  readonly kind: "bits";
  readonly constraint: number;
  readonly form: LinearForm;
  /** `shift` is the place in the number. */
  readonly out: readonly BitRun[];
}

/** out = scale · (A · B) + C; without a product out = C. */
export interface AssignOperation {
  readonly kind: "assign";
  readonly out: number;
  readonly product?: { readonly a: LinearForm; readonly b: LinearForm; readonly scale: bigint };
  readonly c: LinearForm;
}

/** A · B = C, or 0 = C. */
export interface CheckOperation {
  readonly kind: "check";
  readonly constraint: number;
  readonly product?: { readonly a: LinearForm; readonly b: LinearForm };
  readonly c: LinearForm;
}

/** Hint of IsZero: inverse = in ≠ 0 ? 1/in : 0, out = in ≠ 0 ? 0 : 1. */
export interface IsZeroOperation {
  readonly kind: "isZero";
  readonly form: LinearForm;
  readonly inverse: number;
  readonly out: number;
}

/** Hint of Claim: selector[s] = active ≠ 0 and parent = s. `parent` numbers an input: no constraint names it. */
export interface SelectOperation {
  readonly kind: "select";
  readonly active: number;
  readonly parent: number;
  readonly selectors: readonly number[];
}

/** Hint of Claim: side = active ≠ 0 ? gindex & 1 : 0. */
export interface SideOperation {
  readonly kind: "side";
  readonly active: number;
  readonly gindex: number;
  readonly side: number;
}

/** Hint of OutputCarry: the carries are the bits of the sum at their places, `out` is the sum without them. */
export interface DigestOperation {
  readonly kind: "digest";
  readonly form: LinearForm;
  readonly carries: readonly BitRun[];
  readonly out: number;
}

export type Operation =
  | TableOperation
  | BitsOperation
  | AssignOperation
  | CheckOperation
  | IsZeroOperation
  | SelectOperation
  | SideOperation
  | DigestOperation;
