/**
 * The ceremony data in a zkey: the contributions in section 10, and the values that determine the key.
 * Points are affine, little-endian Montgomery coordinates, as snarkjs 0.7.6 writes them (src/zkey_utils.js).
 * @module
 */
import { createHash } from "node:crypto";
import { buildBn128 } from "ffjavascript";
import { BinaryFile } from "./binary-file.ts";

export const G1_BYTES = 64;
export const G2_BYTES = 128;

export const ZKEY_SECTION = {
  header: 2,
  ic: 3,
  coefficients: 4,
  a: 5,
  b1: 6,
  b2: 7,
  l: 8,
  h: 9,
  mpc: 10,
} as const;

export interface ZkeyContribution {
  /** delta in G1 after it. */
  readonly deltaAfter: Uint8Array;
  /** s, s·x in G1, and x in G2 over a point that depends on all before: proof that the contributor knew x. */
  readonly g1s: Uint8Array;
  readonly g1sx: Uint8Array;
  readonly g2spx: Uint8Array;
  /** BLAKE2b-512 of everything up to here. */
  readonly transcript: Uint8Array;
  readonly type: "contribution" | "beacon";
  /** Empty where none was given. */
  readonly name: string;
  readonly beacon: { readonly value: string; readonly iterationsExp: number } | null;
}

export interface ZkeyCeremony {
  /** BLAKE2b-512 of circuit and powers of tau, hex: the same in every zkey of one ceremony. */
  readonly circuitHash: string;
  readonly contributions: readonly ZkeyContribution[];
}

/** @throws RangeError when the file is malformed; the file system's errors. */
export function readZkeyCeremony(path: string): Promise<ZkeyCeremony> {
  return BinaryFile.with(path, "zkey", async (file) =>
    parseMpcSection(await file.readSection(ZKEY_SECTION.mpc)),
  );
}

/** @returns hex, as snarkjs and the attestations name a contribution. */
export async function contributionHash(contribution: ZkeyContribution): Promise<string> {
  return createHash("blake2b512")
    .update(await publicKeyBytes(contribution))
    .digest("hex");
}

/** What a contribution adds to the transcript of those after it. */
export async function publicKeyBytes(contribution: ZkeyContribution): Promise<Uint8Array> {
  const { G1, G2 } = await buildBn128(false);
  const { deltaAfter, g1s, g1sx, g2spx, transcript } = contribution;
  return Buffer.concat([
    ...[deltaAfter, g1s, g1sx].map((point) => G1.toUncompressed(point)),
    G2.toUncompressed(g2spx),
    transcript,
  ]);
}

export function parseMpcSection(bytes: Buffer): ZkeyCeremony {
  const reader = new Reader(bytes);
  const circuitHash = reader.take(64).toString("hex");
  const count = reader.u32();
  const contributions: ZkeyContribution[] = [];
  for (let i = 0; i < count; i++) contributions.push(readContribution(reader));
  if (reader.left > 0) throw new RangeError("the section of the contributions is longer than its count");
  return { circuitHash, contributions };
}

function readContribution(reader: Reader): ZkeyContribution {
  const points = {
    deltaAfter: reader.take(G1_BYTES),
    g1s: reader.take(G1_BYTES),
    g1sx: reader.take(G1_BYTES),
    g2spx: reader.take(G2_BYTES),
    transcript: reader.take(64),
  };
  const type = reader.u32();
  if (type > 1) throw new RangeError(`a contribution has the unknown type ${type}`);
  const { name, iterationsExp, value } = readParameters(new Reader(reader.take(reader.u32())));
  if (type === 0) return { ...points, type: "contribution", name, beacon: null };
  if (value === undefined || iterationsExp === undefined) throw new RangeError("a beacon has no value");
  return { ...points, type: "beacon", name, beacon: { value, iterationsExp } };
}

/** Rising numbers, each once: 1 name, 2 exponent of the beacon's iterations, 3 beacon value. */
function readParameters(reader: Reader): { name: string; iterationsExp?: number; value?: string } {
  let last = 0;
  let found: { name: string; iterationsExp?: number; value?: string } = { name: "" };
  while (reader.left > 0) {
    const id = reader.u8();
    if (id <= last || id > 3) throw new RangeError(`a contribution has the unexpected parameter ${id}`);
    last = id;
    if (id === 1) found = { ...found, name: reader.take(reader.u8()).toString("utf8") };
    if (id === 2) found = { ...found, iterationsExp: reader.u8() };
    if (id === 3) found = { ...found, value: reader.take(reader.u8()).toString("hex") };
  }
  return found;
}

class Reader {
  private position = 0;
  constructor(private readonly bytes: Buffer) {}

  get left(): number {
    return this.bytes.length - this.position;
  }

  take(length: number): Buffer {
    if (length > this.left) throw new RangeError("the section of the contributions is truncated");
    this.position += length;
    return this.bytes.subarray(this.position - length, this.position);
  }

  u8(): number {
    return this.take(1).readUInt8();
  }

  u32(): number {
    return this.take(4).readUInt32LE();
  }
}
