/**
 * Reads from the raw SSZ bytes of a beacon state before the fork is known. Network, slot and fork version have the same
 * offsets in every fork; offsets are derived from the SSZ types.
 * @module
 */
import { ssz } from "@lodestar/types";
import { type Hex, toHex } from "../hex.ts";
import { StateEncodingError } from "./errors.ts";
import { SUPPORTED_FORKS, type SupportedFork } from "./layout.ts";

export interface StateBytesGlance {
  readonly genesisValidatorsRoot: Hex;
  readonly slot: bigint;
  /** `fork.current_version`, 4 bytes. */
  readonly currentVersion: Hex;
  /**
   * The fork whose fixed-size part has the length given by the first SSZ offset. Only a hint for malformed input, never
   * used to select a fork (Capella and Deneb have the same length).
   */
  readonly shape: SupportedFork | "unknown";
}

interface SizedField {
  readonly fieldName: PropertyKey;
  readonly fieldType: { readonly fixedSize: number | null };
}

const SSZ_OFFSET_BYTES = 4;

const stateFields: readonly SizedField[] = ssz.deneb.BeaconState.fieldsEntries;
const forkFields: readonly SizedField[] = ssz.phase0.Fork.fieldsEntries;
const GENESIS_VALIDATORS_ROOT_AT = offsetOf(stateFields, "genesisValidatorsRoot");
const SLOT_AT = offsetOf(stateFields, "slot");
const CURRENT_VERSION_AT = offsetOf(stateFields, "fork") + offsetOf(forkFields, "currentVersion");
const FIRST_OFFSET_AT = offsetOf(
  stateFields,
  stateFields.find(({ fieldType }) => fieldType.fixedSize === null)!.fieldName,
);

/** @throws StateEncodingError if there are too few bytes for a state of any fork. */
export function glanceAtState(bytes: Uint8Array): StateBytesGlance {
  if (bytes.length < FIRST_OFFSET_AT + SSZ_OFFSET_BYTES) {
    throw new StateEncodingError("any", bytes.length, new Error("too few bytes"));
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    genesisValidatorsRoot: toHex(bytes.subarray(GENESIS_VALIDATORS_ROOT_AT, GENESIS_VALIDATORS_ROOT_AT + 32)),
    slot: view.getBigUint64(SLOT_AT, true),
    currentVersion: toHex(bytes.subarray(CURRENT_VERSION_AT, CURRENT_VERSION_AT + 4)),
    shape: shapeOf(view.getUint32(FIRST_OFFSET_AT, true)),
  };
}

function shapeOf(fixedPartBytes: number): StateBytesGlance["shape"] {
  return SUPPORTED_FORKS.find((fork) => ssz[fork].BeaconState.fixedEnd === fixedPartBytes) ?? "unknown";
}

/** Bytes before a field: a variable-size field before it would occupy an offset. */
function offsetOf(fields: readonly SizedField[], name: PropertyKey): number {
  let offset = 0;
  for (const { fieldName, fieldType } of fields) {
    if (fieldName === name) return offset;
    offset += fieldType.fixedSize ?? SSZ_OFFSET_BYTES;
  }
  throw new RangeError(`No SSZ field ${String(name)}`);
}
