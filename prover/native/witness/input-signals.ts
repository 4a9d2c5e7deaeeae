/**
 * The order in which inputs of `reserves-page` travel to the native witness calculator: that of their declaration in
 * circuits/reserves-page.circom. The maker of witness programs compares it with the compiled circuit.
 * @module
 */
import type { CircuitInput } from "../../witness/circuit-input.ts";

export const INPUT_SIGNALS = [
  "rootHi",
  "rootLo",
  "leafBase",
  "firstChunk",
  "span",
  "listLength",
  "commitmentIn",
  "commitmentOut",
  "principalIn",
  "principalOut",
  "rawIn",
  "rawOut",
  "countIn",
  "countOut",
  "existingIn",
  "existingOut",
  "slotGindex",
  "slotLeft",
  "slotRight",
  "slotParent",
  "laneActive",
  "laneIndex",
  "lanePrincipalGwei",
  "laneBalancesGwei",
  "laneParent",
] as const satisfies readonly (keyof CircuitInput)[];
