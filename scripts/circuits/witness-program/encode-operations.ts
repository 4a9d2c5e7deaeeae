/**
 * Operations as 32-bit words. The layout is read by prover/native/witness/program.cpp: change both, and the version.
 * @module
 */
import { type CoefficientTable, MINUS_ONE, ONE } from "./coefficient-table.ts";
import type { Term } from "./constraint-rows.ts";
import type { BitRun, LinearForm } from "./linear-form.ts";
import type { AssignOperation, BitsOperation, Operation } from "./operations.ts";

const CODES = {
  table: 1,
  smallBits: 2,
  bits: 3,
  assign: 4,
  check: 5,
  isZero: 6,
  select: 7,
  side: 8,
  digest: 9,
} as const;

/** Has no product, has one, has one whose factors are equal. */
const PRODUCT = { none: 0, different: 1, square: 2 } as const;

/** Sums of a small number stay within this, whatever the bits are: 64-bit arithmetic cannot overflow. */
const SMALL = 1n << 62n;

export interface EncodedOperations {
  readonly code: Uint32Array;
  readonly tables: readonly bigint[];
}

/** @param coefficients  constants that are not among its coefficients yet are added. */
export function encodeOperations(
  operations: readonly Operation[],
  coefficients: CoefficientTable,
): EncodedOperations {
  const encoder = new Encoder(coefficients);
  for (const operation of operations) encoder.add(operation);
  return { code: Uint32Array.from(encoder.words), tables: [...encoder.tables.keys()] };
}

class Encoder {
  readonly words: number[] = [];
  readonly tables = new Map<bigint, number>();

  constructor(private readonly coefficients: CoefficientTable) {}

  add(operation: Operation): void {
    switch (operation.kind) {
      case "table":
        this.words.push(CODES.table, operation.inputs.length, operation.length, this.table(operation.table));
        this.words.push(operation.out, ...operation.inputs);
        break;
      case "bits":
        this.bits(operation);
        break;
      case "assign":
        this.words.push(CODES.assign, operation.out);
        this.scaledProduct(operation.product);
        this.form(operation.c);
        break;
      case "check":
        this.words.push(CODES.check, operation.constraint);
        this.product(operation.product);
        this.form(operation.c);
        break;
      case "isZero":
        this.words.push(CODES.isZero, operation.inverse, operation.out);
        this.form(operation.form);
        break;
      case "select":
        this.words.push(CODES.select, operation.active, operation.parent, operation.selectors.length);
        this.words.push(...operation.selectors);
        break;
      case "side":
        this.words.push(CODES.side, operation.active, operation.gindex, operation.side);
        break;
      case "digest":
        this.words.push(CODES.digest, operation.out);
        this.form(operation.form);
        this.runs(operation.carries);
        break;
    }
  }

  private bits({ constraint, form, out }: BitsOperation): void {
    const constant = smallConstant(form, this.coefficients);
    const last = Math.max(...out.map(({ shift, length }) => shift + length));
    if (constant === undefined || last > 62) {
      this.words.push(CODES.bits, constraint);
      this.form(form);
    } else {
      const bits = BigInt.asUintN(64, constant);
      this.words.push(CODES.smallBits, constraint, Number(bits & 0xffff_ffffn), Number(bits >> 32n));
      this.runs(form.runs);
    }
    this.runs(out);
  }

  private scaledProduct(product: AssignOperation["product"]): void {
    this.product(product);
    if (product !== undefined) this.words.push(this.coefficients.number(product.scale));
  }

  private product(product: { readonly a: LinearForm; readonly b: LinearForm } | undefined): void {
    if (product === undefined) {
      this.words.push(PRODUCT.none);
    } else if (sameForm(product.a, product.b)) {
      this.words.push(PRODUCT.square);
      this.form(product.a);
    } else {
      this.words.push(PRODUCT.different);
      this.form(product.a);
      this.form(product.b);
    }
  }

  private form({ constant, runs, bits, fields }: LinearForm): void {
    this.words.push(this.coefficients.number(constant));
    this.runs(runs);
    this.terms(bits);
    const is = (number: number) => (term: Term) => term.coefficient === number;
    this.wires(fields.filter(is(ONE)));
    this.wires(fields.filter(is(MINUS_ONE)));
    this.terms(fields.filter((term) => !is(ONE)(term) && !is(MINUS_ONE)(term)));
  }

  private runs(runs: readonly BitRun[]): void {
    this.words.push(runs.length);
    for (const { wire, shift, length, negative } of runs) {
      this.words.push(wire, shift | (length << 8) | (Number(negative) << 16));
    }
  }

  private terms(terms: readonly Term[]): void {
    this.words.push(terms.length);
    for (const { wire, coefficient } of terms) this.words.push(wire, coefficient);
  }

  private wires(terms: readonly Term[]): void {
    this.words.push(terms.length);
    for (const { wire } of terms) this.words.push(wire);
  }

  private table(table: bigint): number {
    const known = this.tables.get(table);
    if (known !== undefined) return known;
    this.tables.set(table, this.tables.size);
    return this.tables.size - 1;
  }
}

/** The constant as a signed number where the whole form fits in 62 bits; undefined where it may not. */
function smallConstant(form: LinearForm, coefficients: CoefficientTable): bigint | undefined {
  if (form.bits.length > 0 || form.fields.length > 0) return undefined;
  const { constant } = form;
  const minus = coefficients.values[MINUS_ONE]! + 1n - constant;
  const signed = constant < minus ? constant : -minus;
  let largest = signed < 0n ? -signed : signed;
  for (const { shift, length } of form.runs) largest += 1n << BigInt(shift + length);
  return largest < SMALL ? signed : undefined;
}

function sameForm(left: LinearForm, right: LinearForm): boolean {
  const text = (form: LinearForm) => JSON.stringify({ ...form, constant: String(form.constant) });
  return text(left) === text(right);
}
