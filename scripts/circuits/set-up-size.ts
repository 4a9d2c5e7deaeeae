/**
 * Everything that proving needs in one size: the compiled circuit and development keys for it, in build/<size>/; and, where
 * there is a C++ compiler, the native prover and the circuit's witness program.
 * Existing results of the same sources are kept where they are whole; keys of an older circuit are replaced.
 * @module
 */
import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type CircuitFiles, circuitFiles } from "../../prover/keys/circuit-files.ts";
import { keySidecarSchema } from "../../prover/keys/key-sidecar.ts";
import { sha256OfFile } from "../../prover/keys/sha256-of-file.ts";
import { makeFolder } from "../../prover/make-folder.ts";
import type { PageSize } from "../../prover/plan/page-sizes.ts";
import { readRegular } from "../../prover/read-regular.ts";
import { writingTo } from "../../prover/writing-to.ts";
import { makeDevelopmentKeys } from "../development-keys/make-development-keys.ts";
import type { KeyProgress } from "../development-keys/write-groth16-key.ts";
import { type NativeSetUp, setUpNative } from "../native/set-up-native.ts";
import { withLock } from "../with-lock.ts";
import {
  type CircuitManifest,
  type CompiledCircuit,
  compileCircuit,
  compiledCircuit,
} from "./compile-circuit.ts";
import { checkCompileMemory } from "./compile-memory.ts";
import { CeremonyKeyDamagedError } from "./errors.ts";
import { REPOSITORY_ROOT } from "./repository-root.ts";
import { WitnessProgramError } from "./witness-program/errors.ts";
import { makeWitnessProgram } from "./witness-program/make-witness-program.ts";

/** @param say  receives progress lines. */
export async function setUpSize(size: PageSize, say: (text: string) => void): Promise<CompiledCircuit> {
  const files = circuitFiles(size);
  const { circuit, native } = await setUpCircuit(size, say);
  await withLock(files.keyManifest, () => setUpDevelopmentKeys(files, circuit, native, say));
  return circuit;
}

/** Keeps keys of the same circuit. @throws CeremonyKeyDamagedError */
export async function setUpDevelopmentKeys(
  files: KeyFiles,
  circuit: CompiledCircuit,
  native: NativeSetUp | undefined,
  say: (text: string) => void,
): Promise<void> {
  if (await keysFit(files, circuit.manifest.sourceHash)) return;
  const folder = dirname(files.keyManifest);
  await writingTo(folder, async () => {
    makeFolder(folder);
    await makeDevelopmentKeys({
      r1csPath: circuit.r1csPath,
      zkeyPath: files.provingKey,
      verificationKeyPath: files.verificationKey,
      sidecarPath: files.keyManifest,
      circuitSourceHash: circuit.manifest.sourceHash,
      onProgress: tenths(say),
      multiples: native?.multiples,
    });
  });
}

export interface CircuitSetUp {
  readonly circuit: CompiledCircuit;
  /** Undefined where the native programs cannot be built. */
  readonly native: NativeSetUp | undefined;
}

/** Everything but the keys. @param say  receives progress lines. */
export async function setUpCircuit(size: PageSize, say: (text: string) => void): Promise<CircuitSetUp> {
  const native = await setUpNative(say);
  say("compiling the circuit");
  const circuit = await compilePageCircuit(size);
  if (native !== undefined) {
    say("making the witness program");
    await withLock(circuitFiles(size).witnessProgram, () => setUpWitnessProgram(size, circuit, say));
  }
  return { circuit, native };
}

/** A circuit from which no program can be derived proves all the same, with circom's witness generator. */
async function setUpWitnessProgram(size: PageSize, circuit: CompiledCircuit, say: (text: string) => void) {
  try {
    await makeWitnessProgram(circuit);
  } catch (error) {
    if (!(error instanceof WitnessProgramError)) throw error;
    say(`without a witness program: ${error.message}`);
    // One of an earlier circuit may lie there.
    await rm(circuitFiles(size).witnessProgram, { force: true });
  }
}

/** @throws CompileMemoryError, CircuitCompileError */
export async function compilePageCircuit(size: PageSize): Promise<CompiledCircuit> {
  const known = await compiledPage(size);
  if (known !== undefined) return known;
  checkCompileMemory(size);
  return compileCircuit(pageMainPath(size), circuitFolder(size));
}

/** The existing result of `compilePageCircuit`; undefined if it would compile. */
export async function compiledPageManifest(size: PageSize): Promise<CircuitManifest | undefined> {
  return (await compiledPage(size))?.manifest;
}

function compiledPage(size: PageSize): Promise<CompiledCircuit | undefined> {
  return compiledCircuit(pageMainPath(size), circuitFolder(size));
}

function circuitFolder(size: PageSize): string {
  return dirname(circuitFiles(size).manifest);
}

function pageMainPath(size: PageSize): string {
  return join(REPOSITORY_ROOT, "circuits/mains", `${size}.circom`);
}

type KeyFiles = Pick<CircuitFiles, "provingKey" | "verificationKey" | "keyManifest">;

async function keysFit(files: KeyFiles, sourceHash: string): Promise<boolean> {
  const sidecar = await readRegular(files.keyManifest)
    .then((bytes) => keySidecarSchema.parse(JSON.parse(bytes.toString())))
    .catch(() => undefined);
  if (sidecar?.circuitSourceHash !== sourceHash) return false;
  const isWhole =
    (await hashOf(files.verificationKey)) === sidecar.verificationKeySha256 &&
    (await hashOf(files.provingKey)) === sidecar.zkeySha256;
  // Whoever fetched a key of a ceremony does not want one of this machine in its place.
  if (!isWhole && sidecar.kind === "ceremony") throw new CeremonyKeyDamagedError(dirname(files.keyManifest));
  return isWhole;
}

function hashOf(path: string): Promise<string | undefined> {
  return sha256OfFile(path).catch(() => undefined);
}

/** One line for each tenth: without a terminal every line stays in the output. */
function tenths(say: (text: string) => void): (progress: KeyProgress) => void {
  let last = "";
  return ({ stage, done, total }) => {
    const line = `making development keys: ${stage} ${10 * Math.floor((10 * done) / total)}%`;
    if (line !== last) say(line);
    last = line;
  };
}
