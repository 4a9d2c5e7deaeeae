/**
 * The inputs of `reserves-page` by the names they have in the circuit (circuits/reserves-page.circom).
 * @module
 */
import type { PublicInputs } from "../plan/public-inputs.ts";

export interface PublicCircuitInput {
  readonly rootHi: bigint;
  readonly rootLo: bigint;
  readonly leafBase: bigint;
  readonly firstChunk: bigint;
  readonly span: bigint;
  readonly listLength: bigint;
  readonly commitmentIn: bigint;
  readonly commitmentOut: bigint;
  readonly principalIn: bigint;
  readonly principalOut: bigint;
  readonly rawIn: bigint;
  readonly rawOut: bigint;
  readonly countIn: bigint;
  readonly countOut: bigint;
  readonly existingIn: bigint;
  readonly existingOut: bigint;
}

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

/** Totals carry their unit in TypeScript; the circuit's names do not. */
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
