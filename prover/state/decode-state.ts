/**
 * Decodes the bytes of a state into its tree. Lists with an entry per validator stay bytes (packed-list.ts); everything
 * else is decoded by its SSZ type.
 * @module
 */
import { type Node, subtreeFillToContents } from "@chainsafe/persistent-merkle-tree";
import { type ByteViews, ContainerType, ListBasicType, type Type } from "@chainsafe/ssz";
import { ssz } from "@lodestar/types";
import { containerRoots } from "./container-roots.ts";
import { StateEncodingError } from "./errors.ts";
import { layoutOf, type SupportedFork } from "./layout.ts";
import { packedList } from "./packed-list.ts";

export interface DecodedState {
  /** Its root is computed on first use. */
  readonly stateNode: Node;
  readonly validatorBytes: Uint8Array;
}

const CHUNK_BYTES = 32;
const { Validator } = ssz.phase0;
const VALIDATOR_BYTES = Validator.fixedSize!;
/** As a plain container: Lodestar's type keeps values, which have no tree. */
const ValidatorTree = new ContainerType(Validator.fields);

/** @throws StateEncodingError */
export function decodeState(stateBytes: Uint8Array, fork: SupportedFork): DecodedState {
  try {
    return decode(stateBytes, fork);
  } catch (cause) {
    throw new StateEncodingError(fork, stateBytes.length, cause);
  }
}

function decode(stateBytes: Uint8Array, fork: SupportedFork): DecodedState {
  const { BeaconState } = ssz[fork];
  const { buffer, byteOffset, byteLength } = stateBytes;
  const views: ByteViews = {
    uint8Array: stateBytes,
    dataView: new DataView(buffer, byteOffset, byteLength),
  };
  const ranges = BeaconState.getFieldRanges(views.dataView, 0, byteLength);
  let validatorBytes: Uint8Array = new Uint8Array(0);
  const fields: readonly { readonly fieldName: string; readonly fieldType: Type<unknown> }[] =
    BeaconState.fieldsEntries;
  const nodes = fields.map(({ fieldName, fieldType }, i) => {
    const { start, end } = ranges[i]!;
    const bytes = stateBytes.subarray(start, end);
    if (fieldName === "validators") {
      validatorBytes = bytes;
      return validatorsTree(bytes, layoutOf(fork).validatorsDepth);
    }
    if (fieldType instanceof ListBasicType) {
      return numbersTree(bytes, fieldType.elementType.byteLength, fieldType.chunkDepth);
    }
    return fieldType.tree_deserializeFromBytes(views, start, end);
  });
  return { stateNode: subtreeFillToContents(nodes, BeaconState.depth), validatorBytes };
}

function validatorsTree(bytes: Uint8Array, depth: number): Node {
  const count = lengthOf(bytes, VALIDATOR_BYTES, "validators");
  const dataView = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entryTree = (position: number) => {
    const start = position * VALIDATOR_BYTES;
    return ValidatorTree.tree_deserializeFromBytes(
      { uint8Array: bytes, dataView },
      start,
      start + VALIDATOR_BYTES,
    );
  };
  return packedList(containerRoots(Validator, bytes), depth, count, entryTree);
}

function numbersTree(bytes: Uint8Array, numberBytes: number, chunkDepth: number): Node {
  const count = lengthOf(bytes, numberBytes, "numbers");
  const chunks = new Uint8Array(Math.ceil(bytes.length / CHUNK_BYTES) * CHUNK_BYTES);
  chunks.set(bytes);
  return packedList(chunks, chunkDepth, count);
}

function lengthOf(bytes: Uint8Array, entryBytes: number, what: string): number {
  const count = bytes.length / entryBytes;
  if (!Number.isInteger(count)) {
    throw new Error(`a list of ${what} has ${bytes.length} bytes, not a multiple of ${entryBytes}`);
  }
  return count;
}
