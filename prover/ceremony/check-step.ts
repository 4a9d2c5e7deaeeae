/**
 * Checks one step of a ceremony from the zkeys before and after it, so that a contributor can check their result
 * without the circuit and the powers of tau (gigabytes). `verify` checks the whole chain with snarkjs.
 *
 * Sound: with delta' = x·delta, the points of L and H must be divided by that same x, and nothing else may change.
 *   one contribution more, bound to all before it by its transcript; the x of its proof of knowledge is the x of delta'
 *   e(delta1', delta2) = e(delta1, delta2')              delta has the same x in both groups
 *   e(Σ rᵢ·Lᵢ', delta2') = e(Σ rᵢ·Lᵢ, delta2), same for H   with random rᵢ of 128 bits: a changed point fails
 * @module
 */
import { createHash, randomFillSync } from "node:crypto";
import { buildBn128, ChaCha, type FfCurve } from "ffjavascript";
import { BinaryFile } from "./binary-file.ts";
import {
  G1_BYTES,
  G2_BYTES,
  parseMpcSection,
  publicKeyBytes,
  ZKEY_SECTION,
  type ZkeyCeremony,
  type ZkeyContribution,
} from "./zkey-file.ts";

const CHUNK_BYTES = 1 << 22;
const SCALAR_BYTES = 16;
/** Of everything but delta. */
const UNCHANGED = [
  ["public inputs", ZKEY_SECTION.ic],
  ["coefficients", ZKEY_SECTION.coefficients],
  ["A", ZKEY_SECTION.a],
  ["B1", ZKEY_SECTION.b1],
  ["B2", ZKEY_SECTION.b2],
] as const;

/**
 * @param before, after  Paths of the zkeys.
 * @returns the fault of the step, or undefined.
 */
export async function findStepFault(before: string, after: string): Promise<string | undefined> {
  try {
    return await BinaryFile.with(before, "zkey", (old) =>
      BinaryFile.with(after, "zkey", async (next) => checkStep(await buildBn128(false), old, next)),
    );
  } catch (error) {
    if (error instanceof RangeError) return `a zkey is malformed: ${error.message}`;
    throw error;
  }
}

async function checkStep(curve: FfCurve, old: BinaryFile, next: BinaryFile): Promise<string | undefined> {
  const [oldKey, nextKey] = [await readDelta(old), await readDelta(next)];
  if (!oldKey.rest.equals(nextKey.rest)) return "the header differs in more than delta";
  for (const [what, section] of UNCHANGED) {
    if (!(await sameSection(old, next, section))) return `the section of ${what} is changed`;
  }
  const mpc = { old: await readMpc(old), next: await readMpc(next) };
  const fault = await checkContribution(curve, mpc.old, mpc.next, oldKey.delta1);
  if (fault !== undefined) return fault;
  if (!equal(mpc.next.ceremony.contributions.at(-1)!.deltaAfter, nextKey.delta1)) {
    return "the contribution's delta differs from the key's";
  }
  if (!(await sameRatio(curve, oldKey.delta1, nextKey.delta1, oldKey.delta2, nextKey.delta2))) {
    return "delta is changed differently in the two groups";
  }
  for (const [what, section] of [
    ["L", ZKEY_SECTION.l],
    ["H", ZKEY_SECTION.h],
  ] as const) {
    const sums = await randomSums(curve, old, next, section);
    if (sums === undefined) return `the section ${what} has another length`;
    // A circuit without private wires has an empty L.
    if (curve.G1.isZero(sums[0]) && curve.G1.isZero(sums[1])) continue;
    if (!(await sameRatio(curve, sums[1], sums[0], oldKey.delta2, nextKey.delta2))) {
      return `the points of ${what} are not divided by the factor that delta is multiplied by`;
    }
  }
  return undefined;
}

interface Mpc {
  readonly bytes: Buffer;
  readonly ceremony: ZkeyCeremony;
}

async function readMpc(file: BinaryFile): Promise<Mpc> {
  const bytes = await file.readSection(ZKEY_SECTION.mpc);
  return { bytes, ceremony: parseMpcSection(bytes) };
}

/** Bytes of the circuit hash; the count follows. */
const HASH_BYTES = 64;

async function checkContribution(
  curve: FfCurve,
  old: Mpc,
  next: Mpc,
  oldDelta1: Uint8Array,
): Promise<string | undefined> {
  if (old.ceremony.circuitHash !== next.ceremony.circuitHash) return "it is of another circuit";
  const before = old.ceremony.contributions;
  if (next.ceremony.contributions.length !== before.length + 1) return "it does not add one contribution";
  const oldRecords = old.bytes.subarray(HASH_BYTES + 4);
  if (
    !next.bytes
      .subarray(HASH_BYTES + 4)
      .subarray(0, oldRecords.length)
      .equals(oldRecords)
  ) {
    return "an earlier contribution is changed";
  }
  const added = next.ceremony.contributions.at(-1)!;
  const transcript = await transcriptOf(curve, old.ceremony, added);
  if (!equal(added.transcript, transcript)) return "its transcript does not continue the ones before it";
  const base = hashToG2(curve, transcript);
  if (!(await sameRatio(curve, added.g1s, added.g1sx, base, added.g2spx))) {
    return "its proof of knowledge is invalid";
  }
  if (!(await sameRatio(curve, oldDelta1, added.deltaAfter, base, added.g2spx))) {
    return "delta is not multiplied by the contribution's secret";
  }
  return undefined;
}

async function transcriptOf(
  curve: FfCurve,
  before: ZkeyCeremony,
  added: ZkeyContribution,
): Promise<Uint8Array> {
  const hash = createHash("blake2b512").update(before.circuitHash, "hex");
  for (const contribution of before.contributions) hash.update(await publicKeyBytes(contribution));
  return hash.update(curve.G1.toUncompressed(added.g1s)).update(curve.G1.toUncompressed(added.g1sx)).digest();
}

/** As snarkjs: the first 32 bytes, as eight big-endian words, seed the generator that picks the point. */
function hashToG2(curve: FfCurve, hash: Uint8Array): Uint8Array {
  const view = new DataView(hash.buffer, hash.byteOffset, hash.byteLength);
  return curve.G2.fromRng(new ChaCha(Array.from({ length: 8 }, (_, i) => view.getUint32(4 * i))));
}

/** Is ax/a = bx/b? Points at infinity have no ratio. */
async function sameRatio(
  curve: FfCurve,
  a: Uint8Array,
  ax: Uint8Array,
  b: Uint8Array,
  bx: Uint8Array,
): Promise<boolean> {
  if (curve.G1.isZero(a) || curve.G1.isZero(ax) || curve.G2.isZero(b) || curve.G2.isZero(bx)) return false;
  return curve.pairingEq(a, bx, curve.G1.neg(ax), b);
}

async function readDelta(file: BinaryFile) {
  const header = await file.readSection(ZKEY_SECTION.header);
  const split = header.length - G1_BYTES - G2_BYTES;
  if (split < 0) throw new RangeError("its header is too short");
  return {
    rest: header.subarray(0, split),
    delta1: header.subarray(split, split + G1_BYTES),
    delta2: header.subarray(split + G1_BYTES),
  };
}

async function sameSection(old: BinaryFile, next: BinaryFile, id: number): Promise<boolean> {
  const { length } = old.section(id);
  if (next.section(id).length !== length) return false;
  for (let start = 0; start < length; start += CHUNK_BYTES) {
    const size = Math.min(CHUNK_BYTES, length - start);
    if (!(await old.readPart(id, start, size)).equals(await next.readPart(id, start, size))) return false;
  }
  return true;
}

/** The same random sum of the points of both; undefined where the lengths differ. */
async function randomSums(
  { G1 }: FfCurve,
  old: BinaryFile,
  next: BinaryFile,
  id: number,
): Promise<[Uint8Array, Uint8Array] | undefined> {
  const { length } = old.section(id);
  if (next.section(id).length !== length || length % G1_BYTES !== 0) return undefined;
  const sums: [Uint8Array, Uint8Array] = [G1.zero, G1.zero];
  for (let start = 0; start < length; start += CHUNK_BYTES) {
    const size = Math.min(CHUNK_BYTES, length - start);
    const scalars = randomFillSync(new Uint8Array((size / G1_BYTES) * SCALAR_BYTES));
    for (const [i, file] of [old, next].entries()) {
      const sum = await G1.multiExpAffine(await file.readPart(id, start, size), scalars);
      sums[i] = G1.add(sums[i]!, sum);
    }
  }
  return sums;
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
