/** What `setup` writes: keys of a folder, development keys, a compiled circuit; and a contract for a key. @module */
import { randomBytes } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { sha256Hex } from "../../../../prover/groth16/canonical-json.ts";
import { canonicalVerificationKey } from "../../../../prover/groth16/verification-key-hash.ts";
import { circuitFiles } from "../../../../prover/keys/circuit-files.ts";
import { folderSource } from "../../../../prover/keys/folder-source.ts";
import { installKey } from "../../../../prover/keys/install-key.ts";
import type { KeySource } from "../../../../prover/keys/key-source.ts";
import { webSource } from "../../../../prover/keys/web-source.ts";
import { rememberSpeed } from "../../../../prover/prove/calibration.ts";
import { compileCircuit } from "../../../../scripts/circuits/compile-circuit.ts";
import { REPOSITORY_ROOT } from "../../../../scripts/circuits/repository-root.ts";
import { setUpDevelopmentKeys, setUpSize } from "../../../../scripts/circuits/set-up-size.ts";
import { makeWitnessProgram } from "../../../../scripts/circuits/witness-program/make-witness-program.ts";
import { writeVerifier } from "../../../../scripts/export-verifier/write-verifier.ts";
import { BUILD_FOLDER } from "../../../ceremony/test-ceremony.ts";
import { COMPILED, ceremonyEntry, R1CS } from "../../../keys/ceremony-entry.ts";
import { startKeyServer } from "../../../keys/key-server.ts";
import { toyGroth16 } from "../../../support/toy-groth16.ts";
import { filesBelow } from "../files-below.ts";
import type { KilledCommand } from "../kill-everywhere.ts";

const MAIN = join(REPOSITORY_ROOT, "test/ceremony/sixteen-inputs.circom");

/** Three parts of a stream. */
const ZKEY = randomBytes(2_500_000);

/** Another key is there before, and a part of one more. */
export function setupFrom(): Promise<KilledCommand> {
  return setup("setup --from", async () => ({ source: folderSource, close: async () => {} }));
}

/** The same over HTTP: what was received is not asked for again. */
export function setupFromWeb(): Promise<KilledCommand> {
  return setup("setup --from URL", async (made) => {
    const server = await startKeyServer(made);
    return { source: () => webSource(server.url), close: server.close };
  });
}

async function setup(
  name: string,
  serve: (folder: string) => Promise<{ source(folder: string): KeySource; close(): Promise<void> }>,
): Promise<KilledCommand> {
  const key = canonicalVerificationKey((await toyGroth16()).verificationKey);
  const entry = ceremonyEntry({
    verificationKey: { file: "verification-key.json", sha256: sha256Hex(key) },
    zkey: { file: "proving-key.zkey", sha256: sha256Hex(ZKEY), bytes: ZKEY.length },
  });
  const made = mkdtempSync(join(tmpdir(), "pufeth-por-keys-"));
  writeFileSync(join(made, "proving-key.zkey"), ZKEY);
  writeFileSync(join(made, "verification-key.json"), key);
  const { source, close } = await serve(made);
  return {
    name,
    async close() {
      await close();
      rmSync(made, { recursive: true });
    },
    prepare(folder) {
      const own = circuitFiles("test", folder);
      for (const path of [own.manifest, own.keyManifest]) mkdirSync(dirname(path), { recursive: true });
      writeFileSync(own.manifest, JSON.stringify(COMPILED));
      writeFileSync(own.r1cs, R1CS);
      for (const path of [own.provingKey, own.verificationKey, own.keyManifest]) writeFileSync(path, "{}");
      writeFileSync(`${own.provingKey}.${"a".repeat(16)}.partial`, "of another manifest");
    },
    writesTo: "test/keys",
    run: (folder) => installKey(entry, source(made), circuitFiles("test", folder)),
    result: (folder) => filesBelow(join(folder, "test/keys")),
  };
}

export async function setupDev(): Promise<KilledCommand> {
  const circuit = await compileCircuit(MAIN, join(BUILD_FOLDER, "circuit"));
  return {
    name: "setup --dev: keys",
    prepare: (folder) => void mkdirSync(join(folder, "test/keys"), { recursive: true }),
    writesTo: "test/keys",
    run: (folder) => setUpDevelopmentKeys(circuitFiles("test", folder), circuit, undefined, () => {}),
    // The secrets are random.
    result: (folder) => filesBelow(join(folder, "test/keys"), (name) => name),
  };
}

export async function setupCircuit(): Promise<KilledCommand> {
  return {
    name: "setup --dev: circuit",
    prepare: (folder) => void mkdirSync(join(folder, "built")),
    writesTo: "built",
    run: (folder) => compileCircuit(MAIN, join(folder, "built/circuit")),
    result: (folder) => filesBelow(join(folder, "built")),
  };
}

export async function witnessProgram(): Promise<KilledCommand> {
  const circuit = await setUpSize("test", () => {});
  return {
    name: "setup: witness program",
    prepare(folder) {
      cpSync(circuit.directory, join(folder, "circuit"), { recursive: true });
      rmSync(join(folder, "circuit/witness.program"), { force: true });
    },
    writesTo: "circuit",
    run: (folder) => makeWitnessProgram({ ...circuit, directory: join(folder, "circuit") }),
    result: (folder) => filesBelow(join(folder, "circuit")),
  };
}

/** What `plan --calibrate` and `prove` remember. */
export async function measuredSpeed(): Promise<KilledCommand> {
  const files = (folder: string) => circuitFiles("test", folder);
  return {
    name: "measured speed",
    prepare: (folder) => rememberSpeed(withFolder(files(folder)), { ...SPEED, threads: 1 }),
    writesTo: "test",
    run: (folder) => rememberSpeed(files(folder), SPEED),
    result: (folder) =>
      filesBelow(join(folder, "test"), (_, bytes) => bytes.toString().replace(/"measuredAt": .*/g, "")),
  };
}

const SPEED = { backend: "snarkjs", threads: 2, pages: 4, seconds: 9 };

function withFolder<T extends { readonly directory: string }>(files: T): T {
  mkdirSync(files.directory, { recursive: true });
  return files;
}

export async function exportVerifier(): Promise<KilledCommand> {
  return {
    name: "export-verifier",
    prepare: (folder) => void mkdirSync(join(folder, "contracts")),
    writesTo: "contracts",
    run: (folder) =>
      writeVerifier(join(folder, "contracts/generated/Verifier.sol"), "contract Verifier {}\n"),
    result: (folder) => filesBelow(join(folder, "contracts")),
  };
}
