/**
 * A page's circuit input in the form that the native witness calculator reads: every value as 32 bytes, little-endian,
 * in the order of CIRCUIT_INPUT_NAMES, arrays from their first index on. 14,784 bytes for the size `standard`.
 * @module
 */
import { CIRCUIT_INPUT_NAMES, type CircuitInput } from "./circuit-input.ts";

const VALUE_BYTES = 32;
const LARGEST = (1n << 256n) - 1n;

type Value = bigint | readonly Value[];

/** @throws RangeError for a value that 32 bytes cannot hold; whether it is in the field is checked by the calculator. */
export function encodeCircuitInput(input: CircuitInput): Uint8Array {
  const values = CIRCUIT_INPUT_NAMES.flatMap((name) => flatten(input[name]));
  const bytes = new Uint8Array(VALUE_BYTES * values.length);
  const view = new DataView(bytes.buffer);
  values.forEach((value, index) => {
    if (value < 0n || value > LARGEST) throw new RangeError(`input ${index} is ${value}: not 32 bytes`);
    for (let word = 0; word < 4; word++) {
      view.setBigUint64(VALUE_BYTES * index + 8 * word, BigInt.asUintN(64, value >> BigInt(64 * word)), true);
    }
  });
  return bytes;
}

function flatten(value: Value): bigint[] {
  return typeof value === "bigint" ? [value] : value.flatMap(flatten);
}
