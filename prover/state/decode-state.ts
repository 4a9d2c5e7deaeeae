/**
 * Decodes the bytes of a state into its tree. Lists with an entry per validator stay bytes (packed-list.ts); everything
 * else is decoded by its SSZ type.
 * @module
 */
import { BranchNode, LeafNode, type Node, subtreeFillToContents } from "@chainsafe/persistent-merkle-tree";
import {
  type ByteViews,
  ContainerType,
  ListBasicType,
  ProgressiveContainerType,
  ProgressiveListBasicType,
  progressiveSubtreeFillToContents,
  type Type,
} from "@chainsafe/ssz";
import { ssz } from "@lodestar/types";
import { activeFieldsChunk } from "./active-fields.ts";
import { containerRoots } from "./container-roots.ts";
import { StateEncodingError } from "./errors.ts";
import { layoutOf, type SupportedFork } from "./layout.ts";
import type { ListShape } from "./list-shape.ts";
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
      return validatorsTree(bytes, layoutOf(fork).lists.validators.shape);
    }
    if (fieldType instanceof ListBasicType) {
      const shape: ListShape = { kind: "bounded", depth: fieldType.chunkDepth };
      return numbersTree(bytes, fieldType.elementType.byteLength, shape);
    }
    if (fieldType instanceof ProgressiveListBasicType) {
      return numbersTree(bytes, fieldType.elementType.byteLength, { kind: "progressive" });
    }
    return fieldType.tree_deserializeFromBytes(views, start, end);
  });
  return { stateNode: containerTree(BeaconState, nodes), validatorBytes };
}

function containerTree(type: Type<unknown> & { readonly depth: number }, nodes: Node[]): Node {
  if (!(type instanceof ProgressiveContainerType)) return subtreeFillToContents(nodes, type.depth);
  return new BranchNode(
    progressiveSubtreeFillToContents(nodes),
    LeafNode.fromRoot(activeFieldsChunk(type.activeFields)),
  );
}

function validatorsTree(bytes: Uint8Array, shape: ListShape): Node {
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
  return packedList(containerRoots(Validator, bytes), shape, count, entryTree);
}

function numbersTree(bytes: Uint8Array, numberBytes: number, shape: ListShape): Node {
  const count = lengthOf(bytes, numberBytes, "numbers");
  const chunks = new Uint8Array(Math.ceil(bytes.length / CHUNK_BYTES) * CHUNK_BYTES);
  chunks.set(bytes);
  return packedList(chunks, shape, count);
}

function lengthOf(bytes: Uint8Array, entryBytes: number, what: string): number {
  const count = bytes.length / entryBytes;
  if (!Number.isInteger(count)) {
    throw new Error(`a list of ${what} has ${bytes.length} bytes, not a multiple of ${entryBytes}`);
  }
  return count;
}
