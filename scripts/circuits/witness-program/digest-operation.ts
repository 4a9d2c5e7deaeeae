/**
 * The constraint of a packed digest: digest = Σ words at 40-bit spacing − Σ carries. The carries are free bits that
 * the circuit leaves to the prover (circuits/sha256/padding-block.circom); an honest one takes them from the sums.
 * @module
 */
import { SCALAR_FIELD_ORDER } from "../../../prover/groth16/bn254.ts";
import { inverseMod } from "../../development-keys/toxic-waste.ts";
import type { CoefficientTable } from "./coefficient-table.ts";
import type { Row } from "./constraint-rows.ts";
import { linearForm, mergeRuns } from "./linear-form.ts";
import type { DigestOperation } from "./operations.ts";

/** One word of a digest has this many bits of room: circuits/ssz/packed-words.circom. */
const SPACING = 40;
const WORD_BITS = 32;

/** @returns undefined where the constraint is not of this form, or a word could leave its room. */
export function digestOperation(
  row: Row,
  carryWires: readonly number[],
  out: number,
  coefficients: CoefficientTable,
  isBit: (wire: number) => boolean,
): DigestOperation | undefined {
  const factorOf = (wire: number) =>
    coefficients.values[row.find((term) => term.wire === wire)!.coefficient]!;
  const scale = SCALAR_FIELD_ORDER - inverseMod(factorOf(out));
  const known = row.filter(({ wire }) => wire !== out && !carryWires.includes(wire));
  const form = linearForm(known, scale, coefficients, isBit);
  const carries = carryWires.map((wire) => ({
    wire,
    power: coefficients.power(coefficients.number((factorOf(wire) * scale) % SCALAR_FIELD_ORDER)),
  }));
  const isCarry = carries.every(
    ({ power }) => power?.negative === true && power.exponent % SPACING >= WORD_BITS,
  );
  if (!isCarry || form.bits.length > 0 || form.fields.length > 0 || form.runs.some((run) => run.negative)) {
    return undefined;
  }
  if (!fitsSpacing(form.constant, form.runs)) return undefined;
  return {
    kind: "digest",
    form,
    out,
    carries: mergeRuns(
      carries.map(({ wire, power }) => ({ wire, shift: power!.exponent, length: 1, negative: false })),
    ),
  };
}

/** Whether the largest sum of each word stays below the next word's place. */
function fitsSpacing(
  constant: bigint,
  runs: readonly { readonly shift: number; readonly length: number }[],
): boolean {
  const room = 1n << BigInt(SPACING);
  const sums: bigint[] = [];
  const add = (place: number, value: bigint) => {
    const word = Math.floor(place / SPACING);
    sums[word] = (sums[word] ?? 0n) + (value << BigInt(place % SPACING));
  };
  for (let left = constant, word = 0; left > 0n; left >>= BigInt(SPACING), word++)
    add(word * SPACING, left % room);
  for (const { shift, length } of runs) for (let i = 0; i < length; i++) add(shift + i, 1n);
  return sums.every((sum) => sum < room);
}
