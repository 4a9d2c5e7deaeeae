/**
 * Ceremonies of a circuit of 201 rows, on powers of tau made here: every step takes less than a second.
 * @module
 */
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { attestationText } from "../../prover/ceremony/attestation.ts";
import { attestationName, zkeyName } from "../../prover/ceremony/ceremony-folder.ts";
import { identifyPtau } from "../../prover/ceremony/check-ptau.ts";
import { contribute } from "../../prover/ceremony/contribute.ts";
import { initCeremony } from "../../prover/ceremony/init-ceremony.ts";
import type { KnownPtau } from "../../prover/ceremony/known-ptau.ts";
import { readTranscript, type Transcript } from "../../prover/ceremony/transcript.ts";
import { canonicalJson } from "../../prover/groth16/canonical-json.ts";
import { sha256OfFile } from "../../prover/keys/sha256-of-file.ts";
import { compileCircuit } from "../../scripts/circuits/compile-circuit.ts";
import { REPOSITORY_ROOT } from "../../scripts/circuits/repository-root.ts";
import { hashOfModules } from "../../scripts/source-hash.ts";
import { madeOnce } from "../support/made-once.ts";
import { makePtau, ptauFiles, type TestPtau } from "./make-ptau.ts";

export const BUILD_FOLDER = join(REPOSITORY_ROOT, "build/test-ceremony");
const POWER = 8;

export interface TestCircuit {
  readonly r1cs: string;
  readonly wasm: string;
  readonly ptau: TestPtau;
  readonly ptauTooSmall: TestPtau;
  /** In which the powers of tau count as published. */
  readonly table: readonly KnownPtau[];
}

/** Compiled and made once a checkout. */
export async function testCircuit(): Promise<TestCircuit> {
  const main = join(REPOSITORY_ROOT, "test/ceremony/sixteen-inputs.circom");
  const { r1csPath, wasmPath } = await compileCircuit(main, join(BUILD_FOLDER, "circuit"));
  const ptau = await keptPtau(POWER);
  const { blake2b512 } = await identifyPtau(ptau.prepared, POWER, []);
  return {
    r1cs: r1csPath,
    wasm: wasmPath,
    ptau,
    ptauTooSmall: await keptPtau(POWER - 1),
    table: [{ power: POWER, name: "published_08.ptau", blake2b512 }],
  };
}

async function keptPtau(power: number): Promise<TestPtau> {
  const folder = await madeOnce("ptau", [`${power}`, hashOfModules("test/ceremony/make-ptau.ts")], (aside) =>
    makePtau(aside, power),
  );
  return ptauFiles(folder);
}

/** Signals that the circuit accepts, with the given public inputs but the last, which makes their sum fit. */
export function signalsFor(seed: bigint, order: bigint, rows = 200): { inputs: bigint[]; seed: bigint } {
  let square = seed;
  for (let k = 0; k < rows; k++) square = (square * square) % order;
  const inputs = Array.from({ length: 15 }, (_, k) => BigInt(k + 1));
  const sum = inputs.reduce((total, input) => total + input, 0n);
  return { inputs: [...inputs, (square - sum + order) % order], seed };
}

export async function startCeremony(
  folder: string,
  { r1cs, ptau, table }: TestCircuit,
  names: readonly string[],
): Promise<void> {
  await initCeremony({
    folder,
    r1cs,
    size: "test",
    ptau: ptau.prepared,
    allowUnknownPtau: false,
    ptauTable: table,
  });
  for (const name of names) await contribute({ folder, name, entropy: `${name} types` });
}

/** A whole folder, to go back to; files of `to` that it does not have stay. */
export function copyOf(folder: string, to: string): string {
  cpSync(folder, to, { recursive: true });
  return to;
}

/**
 * What a contributor can do who edits their zkey and then enters the edited one, with its own hash and attestation: the
 * transcript agrees with the files.
 */
export async function tamperAsContributor(folder: string, number: number, edit: (zkey: Buffer) => void) {
  const file = join(folder, zkeyName(number));
  const zkey = readFileSync(file);
  edit(zkey);
  writeFileSync(file, zkey);
  const zkeySha256 = await sha256OfFile(file);
  await editTranscript(folder, (transcript) => ({
    ...transcript,
    contributions: transcript.contributions.map((contribution) =>
      contribution.number === number ? { ...contribution, zkeySha256 } : contribution,
    ),
  }));
}

/** Writes transcript and attestations that agree with one another. */
export async function editTranscript(folder: string, edit: (transcript: Transcript) => Transcript) {
  const edited = edit(await readTranscript(folder));
  writeFileSync(join(folder, "ceremony.json"), canonicalJson(edited));
  for (const contribution of edited.contributions) {
    const text = attestationText(edited, contribution);
    writeFileSync(join(folder, attestationName(contribution.number)), text);
  }
}

/** Exchanges the first two points of a section: L (8) or H (9). */
export function swapPoints(zkey: Buffer, section: 8 | 9): void {
  const first = offsetOfSection(zkey, section);
  const points = Buffer.from(zkey.subarray(first, first + 128));
  points.copy(zkey, first, 64, 128);
  points.copy(zkey, first + 64, 0, 64);
}

/** Of its first byte. */
export function offsetOfSection(zkey: Buffer, wanted: number): number {
  let position = 12;
  while (zkey.readUInt32LE(position) !== wanted) position += 12 + Number(zkey.readBigUInt64LE(position + 4));
  return position + 12;
}
