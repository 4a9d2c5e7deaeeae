/**
 * The inputs of `reserves-page` with their names in the circuit (circuits/reserves-page.circom).
 * @module
 */
import type { PublicInputs } from "../plan/public-inputs.ts";

/** Totals carry their unit in TypeScript; the circuit's names do not. */
type CircuitName<Name extends string> = Name extends `${infer WithoutUnit}Wei` ? WithoutUnit : Name;
export type PublicCircuitInput = { readonly [Name in keyof PublicInputs as CircuitName<Name>]: bigint };

/** Arrays of SLOTS or LANES entries. */
export interface CircuitInput extends PublicCircuitInput {
  readonly slotGindex: readonly bigint[];
  readonly slotLeft: readonly (readonly [bigint, bigint])[];
  readonly slotRight: readonly (readonly [bigint, bigint])[];
  readonly slotParent: readonly bigint[];
  readonly laneActive: readonly bigint[];
  readonly laneIndex: readonly bigint[];
  readonly lanePrincipalGwei: readonly bigint[];
  readonly laneBalancesGwei: readonly (readonly bigint[])[];
  readonly laneParent: readonly bigint[];
}

export function publicCircuitInput(inputs: PublicInputs): PublicCircuitInput {
  const { principalInWei, principalOutWei, rawInWei, rawOutWei, ...same } = inputs;
  return {
    ...same,
    principalIn: principalInWei,
    principalOut: principalOutWei,
    rawIn: rawInWei,
    rawOut: rawOutWei,
  };
}
