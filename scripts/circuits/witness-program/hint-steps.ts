/**
 * The hints as steps that wait for the wires they read.
 * @module
 */
import { SCALAR_FIELD_ORDER } from "../../../prover/groth16/bn254.ts";
import { inverseMod } from "../../development-keys/toxic-waste.ts";
import type { ConstraintIndex } from "./constraint-index.ts";
import type { ConstraintRows, Row } from "./constraint-rows.ts";
import type { ConstraintSolver, Step } from "./constraint-solver.ts";
import type { CircuitHints } from "./hints.ts";

export interface HintStep {
  readonly needs: readonly number[];
  /** Called once all of them are known. */
  readonly step: () => readonly Step[];
}

export function hintSteps(
  rows: ConstraintRows,
  index: ConstraintIndex,
  solver: ConstraintSolver,
  hints: CircuitHints,
): HintStep[] {
  const isZero = hints.isZero.flatMap(({ inverse, out }): HintStep[] => {
    const [constraint] = index.constraintsOf(inverse);
    if (constraint === undefined) return [];
    const { row, scale } = isZeroFactor(rows, constraint, inverse);
    const step = (): Step => ({
      operation: { kind: "isZero", form: solver.form(row, scale), inverse, out },
      bits: [out],
      numbers: [inverse],
    });
    return [{ needs: row.map(({ wire }) => wire), step: () => [step()] }];
  });
  const claims = hints.claims.map(({ active, gindex, parent, selectors, side }): HintStep => {
    const select: Step = {
      operation: { kind: "select", active, parent, selectors },
      bits: selectors,
      numbers: [],
    };
    const choose: Step = { operation: { kind: "side", active, gindex, side }, bits: [side], numbers: [] };
    return { needs: [active, gindex], step: () => (selectors.length > 0 ? [select, choose] : [choose]) };
  });
  return [...isZero, ...claims];
}

/** k · inverse · row = c + c' · out: where out is 0, the inverse is that of row · k / c. */
function isZeroFactor(
  rows: ConstraintRows,
  constraint: number,
  inverse: number,
): { row: Row; scale: bigint } {
  const [a, b, c] = rows.all(constraint);
  const [factor, row] = a.some(({ wire }) => wire === inverse) ? [a, b] : [b, a];
  const ofOne = c.some(({ wire }) => wire === 0) ? rows.coefficientOf(c, 0) : 1n;
  return { row, scale: (rows.coefficientOf(factor, inverse) * inverseMod(ofOne)) % SCALAR_FIELD_ORDER };
}
