/**
 * The inputs of `reserves-page` with their names in the circuit (circuits/reserves-page.circom).
 * @module
 */
import { PUBLIC_INPUT_NAMES, type PublicInputs } from "../plan/public-inputs.ts";

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

export const PUBLIC_CIRCUIT_INPUT_NAMES = PUBLIC_INPUT_NAMES.map(
  (name) => name.replace(/Wei$/, "") as keyof PublicCircuitInput,
);

const PRIVATE_CIRCUIT_INPUT_NAMES = [
  "slotGindex",
  "slotLeft",
  "slotRight",
  "slotParent",
  "laneActive",
  "laneIndex",
  "lanePrincipalGwei",
  "laneBalancesGwei",
  "laneParent",
] as const satisfies readonly Exclude<keyof CircuitInput, keyof PublicCircuitInput>[];

/** All inputs in the order of their declaration; the maker of witness programs compares it with the compiled circuit. */
export const CIRCUIT_INPUT_NAMES: readonly (keyof CircuitInput)[] = [
  ...PUBLIC_CIRCUIT_INPUT_NAMES,
  ...PRIVATE_CIRCUIT_INPUT_NAMES,
];

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
