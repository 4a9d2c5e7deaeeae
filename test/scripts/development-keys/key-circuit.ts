/**
 * What these tests need of a circuit: compiled by circom2 into a temporary folder, with a witness and a key.
 * @module
 */
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { F1Field } from "ffjavascript";
import { type R1csObject, readR1cs } from "r1csfile";
import * as snarkjs from "snarkjs";
import { SCALAR_FIELD_ORDER } from "../../../prover/groth16/bn254.ts";
import { makeDevelopmentKeys } from "../../../scripts/development-keys/make-development-keys.ts";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const CIRCOM = join(ROOT, "node_modules/.bin/circom2");

export interface KeyFiles {
  readonly zkeyPath: string;
  readonly verificationKeyPath: string;
  readonly sidecarPath: string;
}

export interface CompiledCircuit {
  readonly r1csPath: string;
  readonly wasmPath: string;
}

export function temporaryFolder(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), "development-keys-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Path of test/circuits/mains/`name`.circom. */
export function mainCircuit(name: string): string {
  return join(ROOT, "test/circuits/mains", `${name}.circom`);
}

export async function compile(sourcePath: string, folder: string): Promise<CompiledCircuit> {
  await promisify(execFile)(CIRCOM, [sourcePath, "--O1", "--r1cs", "--wasm", "-o", folder], { cwd: folder });
  const name = basename(sourcePath, ".circom");
  return { r1csPath: join(folder, `${name}.r1cs`), wasmPath: join(folder, `${name}_js`, `${name}.wasm`) };
}

export async function makeKey(r1csPath: string, folder: string): Promise<KeyFiles> {
  const files = keyFiles(folder);
  await makeDevelopmentKeys({ r1csPath, ...files, circuitSourceHash: "test", threads: 2 });
  return files;
}

export function keyFiles(folder: string): KeyFiles {
  return {
    zkeyPath: join(folder, "key.zkey"),
    verificationKeyPath: join(folder, "key.vk.json"),
    sidecarPath: join(folder, "key.key.json"),
  };
}

export async function witnessOf(circuit: CompiledCircuit, input: snarkjs.CircuitSignals): Promise<string> {
  const path = `${circuit.wasmPath}.wtns`;
  await snarkjs.wtns.calculate(input, circuit.wasmPath, path);
  return path;
}

/** Proves with snarkjs and verifies with snarkjs; the public signals may be changed in between. */
export async function isAccepted(
  key: KeyFiles,
  wtnsPath: string,
  change: (signals: string[]) => string[] = (signals) => signals,
): Promise<boolean> {
  const { proof, publicSignals } = await snarkjs.groth16.prove(key.zkeyPath, wtnsPath);
  const verificationKey = JSON.parse(readFileSync(key.verificationKeyPath, "utf8")) as object;
  return snarkjs.groth16.verify(verificationKey, change(publicSignals), proof);
}

export function readWithR1csfile(path: string): Promise<R1csObject> {
  return readR1cs(path, { F: new F1Field(SCALAR_FIELD_ORDER), loadConstraints: true });
}

/** snarkjs leaves the threads of its curve behind, and a process that waits for them. */
export async function stopSnarkjsThreads(): Promise<void> {
  await (globalThis as { curve_bn128?: { terminate(): Promise<void> } | null }).curve_bn128?.terminate();
}
