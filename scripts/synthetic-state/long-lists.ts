/**
 * The lists of a beacon state with one entry a validator, a portion at a time: their SSZ bytes, and the chunks that their
 * root is over.
 * @module
 */
import { ssz } from "@lodestar/types";
import { type ChosenValidators, validatorSet } from "./validator-set.ts";

export interface Portion {
  readonly bytes: Uint8Array;
  /** 32 bytes each. */
  readonly chunks: Uint8Array;
}

export interface LongList {
  /** Of one entry, serialized. */
  readonly entryBytes: number;
  portions(count: number, seed: number, chosen?: ChosenValidators): Generator<Portion>;
}

const CHUNK_BYTES = 32;
/** Of each portion but the last. */
const PORTION_CHUNKS = 4096;
const { Validator } = ssz.phase0;
const VALIDATOR_BYTES = Validator.fixedSize!;
const BALANCE_BYTES = 8;
/** All three flags of the previous epoch's attestation. */
const ALL_FLAGS = 0b111;

export const longLists: Readonly<Record<string, LongList>> = {
  validators: { entryBytes: VALIDATOR_BYTES, portions: validatorPortions },
  balances: { entryBytes: BALANCE_BYTES, portions: balancePortions },
  previousEpochParticipation: { entryBytes: 1, portions: (count) => equalBytes(count, ALL_FLAGS) },
  currentEpochParticipation: { entryBytes: 1, portions: (count) => equalBytes(count, ALL_FLAGS) },
  inactivityScores: { entryBytes: 8, portions: (count) => equalBytes(8 * count, 0) },
};

function* validatorPortions(count: number, seed: number, chosen?: ChosenValidators): Generator<Portion> {
  const set = validatorSet(count, seed, chosen);
  for (let from = 0; from < count; from += PORTION_CHUNKS) {
    const length = Math.min(PORTION_CHUNKS, count - from);
    const bytes = new Uint8Array(length * VALIDATOR_BYTES);
    const chunks = new Uint8Array(length * CHUNK_BYTES);
    const output = { uint8Array: bytes, dataView: new DataView(bytes.buffer) };
    for (let i = 0; i < length; i++) {
      const { validator } = set.next().value!;
      Validator.value_serializeToBytes(output, i * VALIDATOR_BYTES, validator);
      Validator.hashTreeRootInto(validator, chunks, i * CHUNK_BYTES);
    }
    yield { bytes, chunks };
  }
}

function* balancePortions(count: number, seed: number, chosen?: ChosenValidators): Generator<Portion> {
  const set = validatorSet(count, seed, chosen);
  const perPortion = (PORTION_CHUNKS * CHUNK_BYTES) / BALANCE_BYTES;
  for (let from = 0; from < count; from += perPortion) {
    const length = Math.min(perPortion, count - from);
    const bytes = Buffer.alloc(length * BALANCE_BYTES);
    for (let i = 0; i < length; i++) {
      bytes.writeBigUInt64LE(BigInt(set.next().value!.balanceGwei), i * BALANCE_BYTES);
    }
    yield { bytes, chunks: Buffer.from(bytes) };
  }
}

function* equalBytes(byteCount: number, byte: number): Generator<Portion> {
  const portion = PORTION_CHUNKS * CHUNK_BYTES;
  for (let from = 0; from < byteCount; from += portion) {
    const bytes = new Uint8Array(Math.min(portion, byteCount - from)).fill(byte);
    yield { bytes, chunks: Uint8Array.from(bytes) };
  }
}
