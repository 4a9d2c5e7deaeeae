/**
 * Writes a state of Fulu or Gloas of any number of validators, and gives its header. Sizes, offsets and depths come from
 * the SSZ types; the lists with one entry a validator are streamed, so that memory does not grow with the state. The root
 * is computed on the way, by other code than the prover's.
 * @module
 */
import { type FileHandle, open } from "node:fs/promises";
import { ProgressiveContainerType, type Type } from "@chainsafe/ssz";
import { ssz } from "@lodestar/types";
import { toHex } from "../../prover/hex.ts";
import { layoutOf } from "../../prover/state/layout.ts";
import type { ListShape } from "../../prover/state/list-shape.ts";
import { hashPair } from "../../prover/state/ssz-branch.ts";
import { useFastHasher } from "../../prover/state/use-fast-hasher.ts";
import type { BeaconHeader } from "../../prover/state/verified-state.ts";
import { ListHasher } from "./list-hasher.ts";
import { longLists } from "./long-lists.ts";
import { type SyntheticFork, smallFields } from "./small-fields.ts";
import type { ChosenValidators } from "./validator-set.ts";

export interface StateToWrite {
  readonly path: string;
  readonly fork: SyntheticFork;
  readonly validators: number;
  readonly pendingDeposits: number;
  readonly seed: number;
  readonly chosen?: ChosenValidators;
  /** Of the payload, in states that have it. Default: drawn. */
  readonly executionStateRoot?: Uint8Array;
}

export interface WrittenState {
  readonly header: BeaconHeader;
  readonly byteCount: number;
}

interface FieldEntry {
  readonly fieldName: string;
  readonly fieldType: Type<unknown>;
}

const OFFSET_BYTES = 4;

export async function writeState(wanted: StateToWrite): Promise<WrittenState> {
  await useFastHasher();
  const file = await open(wanted.path, "w");
  try {
    return await writeTo(file, wanted);
  } finally {
    await file.close();
  }
}

async function writeTo(
  file: FileHandle,
  { fork, validators: count, pendingDeposits, seed, chosen, executionStateRoot }: StateToWrite,
): Promise<WrittenState> {
  const state = smallFields(fork, seed, pendingDeposits, executionStateRoot);
  const { fixedEnd } = ssz[fork].BeaconState;
  const fieldsEntries: readonly FieldEntry[] = ssz[fork].BeaconState.fieldsEntries;
  const fixedPart = Buffer.alloc(fixedEnd);
  const fieldRoots: Uint8Array[] = [];
  let fixedAt = 0;
  let variableAt = fixedEnd;

  for (const { fieldName, fieldType } of fieldsEntries) {
    const list = longLists[fieldName];
    if (list === undefined) {
      const bytes = fieldType.serialize(state[fieldName]);
      fieldRoots.push(fieldType.hashTreeRoot(state[fieldName]));
      if (fieldType.fixedSize === null) {
        fixedAt = fixedPart.writeUInt32LE(variableAt, fixedAt);
        await file.write(bytes, 0, bytes.length, variableAt);
        variableAt += bytes.length;
      } else {
        fixedPart.set(bytes, fixedAt);
        fixedAt += bytes.length;
      }
      continue;
    }
    fixedAt = fixedPart.writeUInt32LE(variableAt, fixedAt);
    const hasher = new ListHasher(shapeOf(fork, fieldType));
    for (const { bytes, chunks } of list.portions(count, seed, chosen)) {
      await file.write(bytes, 0, bytes.length, variableAt);
      variableAt += bytes.length;
      hasher.add(chunks);
    }
    fieldRoots.push(hasher.root(count));
  }
  if (variableAt >= 2 ** (8 * OFFSET_BYTES))
    throw new RangeError(`SSZ offsets end at 4 GiB: ${count} validators`);
  await file.write(fixedPart, 0, fixedEnd, 0);

  const { slot, proposerIndex, parentRoot, bodyRoot } = state.latestBlockHeader;
  return {
    byteCount: variableAt,
    header: {
      slot,
      proposerIndex,
      parentRoot: toHex(parentRoot),
      stateRoot: toHex(containerRoot(fork, fieldRoots)),
      bodyRoot: toHex(bodyRoot),
    },
  };
}

/** All lists with one entry a validator are of the same kind. */
function shapeOf(fork: SyntheticFork, type: Type<unknown>): ListShape {
  if (layoutOf(fork).lists.balances.shape.kind === "progressive") return { kind: "progressive" };
  return { kind: "bounded", depth: (type as unknown as { readonly chunkDepth: number }).chunkDepth };
}

function containerRoot(fork: SyntheticFork, fieldRoots: readonly Uint8Array[]): Uint8Array {
  const type: Type<unknown> = ssz[fork].BeaconState;
  const isProgressive = type instanceof ProgressiveContainerType;
  const depth = Math.ceil(Math.log2(fieldRoots.length));
  const tree = new ListHasher(isProgressive ? { kind: "progressive" } : { kind: "bounded", depth });
  tree.add(Buffer.concat(fieldRoots));
  if (!isProgressive) return tree.dataRoot();
  const activeFields = Buffer.alloc(32);
  activeFields.set(type.activeFields.uint8Array);
  return hashPair(tree.dataRoot(), activeFields);
}
