/** What `setup` writes: keys of a folder, development keys, a compiled circuit; and a contract for a key. @module */
import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { sha256Hex } from "../../../../prover/groth16/canonical-json.ts";
import { canonicalVerificationKey } from "../../../../prover/groth16/verification-key-hash.ts";
import { circuitFiles } from "../../../../prover/keys/circuit-files.ts";
import { folderSource } from "../../../../prover/keys/folder-source.ts";
import { installKey } from "../../../../prover/keys/install-key.ts";
import { compileCircuit } from "../../../../scripts/circuits/compile-circuit.ts";
import { REPOSITORY_ROOT } from "../../../../scripts/circuits/repository-root.ts";
import { setUpDevelopmentKeys } from "../../../../scripts/circuits/set-up-size.ts";
import { BUILD_FOLDER } from "../../../ceremony/test-ceremony.ts";
import { COMPILER, ceremonyEntry, R1CS, SOURCE_HASH } from "../../../keys/ceremony-entry.ts";
import { toyGroth16 } from "../../../support/toy-groth16.ts";
import { filesBelow } from "../files-below.ts";
import type { KilledCommand } from "../kill-everywhere.ts";

const MAIN = join(REPOSITORY_ROOT, "test/ceremony/sixteen-inputs.circom");

/** Three parts of a stream. */
const ZKEY = randomBytes(2_500_000);

/** Another key is there before. */
export async function setupFrom(): Promise<KilledCommand> {
  const key = canonicalVerificationKey((await toyGroth16()).verificationKey);
  const entry = ceremonyEntry({
    verificationKey: { file: "verification-key.json", sha256: sha256Hex(key) },
    zkey: { file: "proving-key.zkey", sha256: sha256Hex(ZKEY), bytes: ZKEY.length },
  });
  const circuit = { sourceHash: SOURCE_HASH, compiler: COMPILER, r1csSha256: sha256Hex(R1CS) };
  return {
    name: "setup --from",
    prepare(folder) {
      const own = circuitFiles("test", folder);
      for (const path of [own.manifest, own.keyManifest]) mkdirSync(dirname(path), { recursive: true });
      writeFileSync(own.manifest, JSON.stringify(circuit));
      writeFileSync(own.r1cs, R1CS);
      for (const path of [own.provingKey, own.verificationKey, own.keyManifest]) writeFileSync(path, "{}");
      writeFileSync(join(folder, "proving-key.zkey"), ZKEY);
      writeFileSync(join(folder, "verification-key.json"), key);
    },
    writesTo: "test/keys",
    run: (folder) => installKey(entry, folderSource(folder), circuitFiles("test", folder)),
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
