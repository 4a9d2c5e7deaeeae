/**
 * Circuits that nobody wrote: every wire is a product of two random linear combinations plus a third.
 * @module
 */
import fc from "fast-check";
import { SCALAR_FIELD_ORDER } from "../../../prover/groth16/bn254.ts";

const coefficient = fc.oneof(
  fc.constantFrom(0n, 1n, -1n, 2n),
  fc.bigInt({ min: 0n, max: SCALAR_FIELD_ORDER - 1n }),
);

/** Circom source with inputs `in[3]` (all public or none) and two outputs. */
export const randomCircuitSource: fc.Arbitrary<string> = fc
  .record({
    isPublic: fc.boolean(),
    coefficients: fc.array(fc.array(coefficient, { minLength: 9, maxLength: 9 }), {
      minLength: 2,
      maxLength: 30,
    }),
  })
  .map(({ isPublic, coefficients }) => {
    const wires = ["in[0]", "in[1]", "in[2]"];
    const steps = coefficients.map((row, step) => {
      const recent = wires.slice(-3);
      const combination = (start: number): string =>
        recent.map((wire, i) => `(${row[start + i]}) * ${wire}`).join(" + ");
      wires.push(`step[${step}]`);
      return `step[${step}] <== (${combination(0)}) * (1 + ${combination(3)}) + ${combination(6)};`;
    });
    return [
      "pragma circom 2.1.0;",
      "template Random() {",
      "signal input in[3];",
      "signal output out[2];",
      `signal step[${steps.length}];`,
      ...steps,
      `out[0] <== step[${steps.length - 1}];`,
      `out[1] <== step[${steps.length - 2}] * in[0];`,
      "}",
      `component main${isPublic ? " {public [in]}" : ""} = Random();`,
      "",
    ].join("\n");
  });
