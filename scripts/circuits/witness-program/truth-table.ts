/**
 * Constraints over a few bits, solved by trying every value of them: xor3, maj, ch, an and. What the table says then
 * satisfies the constraint by construction.
 * @module
 */
import { SCALAR_FIELD_ORDER } from "../../../prover/groth16/bn254.ts";
import type { Row } from "./constraint-rows.ts";

/** 2^6 entries fill the 64 bits of a table. */
export const TABLE_INPUTS = 6;

/** A row over local numbers: 0 .. inputs − 1 are the known bits, UNKNOWN the wire to solve for, ONE_WIRE the constant. */
type LocalRow = readonly { readonly place: number; readonly coefficient: bigint }[];
const UNKNOWN = -1;
const ONE_WIRE = -2;

type Rows = readonly [Row, Row, Row];

export class TruthTables {
  private readonly solved = new Map<string, bigint | undefined>();

  constructor(private readonly coefficients: readonly bigint[]) {}

  /**
   * Bit Σ input_i 2^i of the result is the value of `unknown`; undefined where some inputs leave it open or want
   * something else than 0 or 1. The solution is the only one in the field, or the only bit where `isBoolean`.
   */
  solve(rows: Rows, inputs: readonly number[], unknown: number, isBoolean: boolean): bigint | undefined {
    return this.remembered("s", rows, inputs, unknown, isBoolean, (a, b, c) => {
      let table = 0n;
      for (let values = 0; values < 1 << inputs.length; values++) {
        const holds = [0n, 1n].filter((x) => residual([a, b, c], values, x) === 0n);
        if (holds.length !== 1) return undefined;
        const isUnique = isBoolean || isLinearIn([a, b, c], values);
        if (!isUnique) return undefined;
        table |= holds[0]! << BigInt(values);
      }
      return table;
    });
  }

  /** Whether the constraint holds for any values of its bits. */
  alwaysHolds(rows: Rows, inputs: readonly number[]): boolean {
    const result = this.remembered("c", rows, inputs, UNKNOWN, false, (a, b, c) => {
      for (let values = 0; values < 1 << inputs.length; values++) {
        if (residual([a, b, c], values, 0n) !== 0n) return undefined;
      }
      return 1n;
    });
    return result !== undefined;
  }

  private remembered(
    kind: string,
    rows: Rows,
    inputs: readonly number[],
    unknown: number,
    isBoolean: boolean,
    compute: (a: LocalRow, b: LocalRow, c: LocalRow) => bigint | undefined,
  ): bigint | undefined {
    const place = (wire: number) =>
      wire === 0 ? ONE_WIRE : wire === unknown ? UNKNOWN : inputs.indexOf(wire);
    const key = `${kind}${isBoolean}${rows
      .map((row) =>
        row
          .map(({ wire, coefficient }) => `${place(wire)}:${coefficient}`)
          .sort()
          .join(),
      )
      .join("|")}`;
    if (!this.solved.has(key)) {
      const [a, b, c] = rows.map((row) =>
        row.map(({ wire, coefficient }) => ({
          place: place(wire),
          coefficient: this.coefficients[coefficient]!,
        })),
      );
      this.solved.set(key, compute(a!, b!, c!));
    }
    return this.solved.get(key);
  }
}

function residual([a, b, c]: readonly LocalRow[], values: number, x: bigint): bigint {
  const difference = evaluate(a!, values, x) * evaluate(b!, values, x) - evaluate(c!, values, x);
  return difference % SCALAR_FIELD_ORDER;
}

/** (a + a' x)(b + b' x) = c + c' x has one solution where a' b' = 0 and a b' + a' b ≠ c'. */
function isLinearIn([a, b, c]: readonly LocalRow[], values: number): boolean {
  const slope = (row: LocalRow) => evaluate(row, values, 1n) - evaluate(row, values, 0n);
  if ((slope(a!) * slope(b!)) % SCALAR_FIELD_ORDER !== 0n) return false;
  const inX = evaluate(a!, values, 0n) * slope(b!) + slope(a!) * evaluate(b!, values, 0n) - slope(c!);
  return inX % SCALAR_FIELD_ORDER !== 0n;
}

function evaluate(row: LocalRow, values: number, x: bigint): bigint {
  let sum = 0n;
  for (const { place, coefficient } of row) {
    if (place === ONE_WIRE) sum += coefficient;
    else if (place === UNKNOWN) sum += coefficient * x;
    else if ((values >> place) & 1) sum += coefficient;
  }
  return sum;
}
