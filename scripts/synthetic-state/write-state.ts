/**
 * Writes a Fulu state of any number of validators, and gives its header. Sizes, offsets and depths come from the SSZ
 * types; the lists with one entry a validator are streamed, so that memory does not grow with the state. The root is
 * computed on the way, by other code than the prover's.
 * @module
 */
import { type FileHandle, open } from "node:fs/promises";
import type { Type } from "@chainsafe/ssz";
import { ssz } from "@lodestar/types";
import { toHex } from "../../prover/hex.ts";
import { hashPair } from "../../prover/state/ssz-branch.ts";
import { useFastHasher } from "../../prover/state/use-fast-hasher.ts";
import type { BeaconHeader } from "../../prover/state/verified-state.ts";
import { ListHasher } from "./list-hasher.ts";
import { longLists } from "./long-lists.ts";
import { smallFields } from "./small-fields.ts";

export interface StateToWrite {
  readonly path: string;
  readonly validators: number;
  readonly pendingDeposits: number;
  readonly seed: number;
}

export interface WrittenState {
  readonly header: BeaconHeader;
  readonly byteCount: number;
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
  { validators: count, pendingDeposits, seed }: StateToWrite,
): Promise<WrittenState> {
  const state = smallFields(seed, pendingDeposits);
  const { fieldsEntries, fixedEnd } = ssz.fulu.BeaconState;
  const fixedPart = Buffer.alloc(fixedEnd);
  const fieldRoots: Uint8Array[] = [];
  let fixedAt = 0;
  let variableAt = fixedEnd;

  for (const { fieldName, fieldType } of fieldsEntries) {
    const list = longLists[fieldName];
    if (list === undefined) {
      const type = fieldType as Type<unknown>;
      const bytes = type.serialize(state[fieldName]);
      fieldRoots.push(type.hashTreeRoot(state[fieldName]));
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
    const { chunkDepth } = fieldType as unknown as { readonly chunkDepth: number };
    const hasher = new ListHasher();
    for (const { bytes, chunks } of list.portions(count, seed)) {
      await file.write(bytes, 0, bytes.length, variableAt);
      variableAt += bytes.length;
      hasher.add(chunks);
    }
    fieldRoots.push(hasher.root(chunkDepth, count));
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
      stateRoot: toHex(containerRoot(fieldRoots)),
      bodyRoot: toHex(bodyRoot),
    },
  };
}

function containerRoot(fieldRoots: readonly Uint8Array[]): Uint8Array {
  let level = [...fieldRoots];
  while (Math.log2(level.length) % 1 !== 0) level.push(new Uint8Array(32));
  while (level.length > 1) {
    level = Array.from({ length: level.length / 2 }, (_, i) => hashPair(level[2 * i]!, level[2 * i + 1]!));
  }
  return level[0]!;
}
