/**
 * Reads the key for a contract from its folder, `build/<size>/keys` or one of a ceremony's export. The kind of key is
 * not an option: the sidecar gives it, and a trusted manifest must confirm a ceremony's key. So a development key
 * cannot be exported as anything else by mistake.
 * @module
 */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { readVerificationKey } from "../../prover/groth16/read-verification-key.ts";
import {
  canonicalVerificationKey,
  verificationKeySha256,
} from "../../prover/groth16/verification-key-hash.ts";
import { type KeySidecar, keyId, keySidecarOf, keySidecarSchema } from "../../prover/keys/key-sidecar.ts";
import { readKeysManifest } from "../../prover/keys/manifest-file.ts";
import { sha256OfFile } from "../../prover/keys/sha256-of-file.ts";
import { sidecarDifference } from "../../prover/keys/sidecar-difference.ts";
import { KeyFolderMismatchError, KeyFolderUnreadableError, KeyNotTrustedError } from "./errors.ts";
import type { BatchVerifierOptions } from "./generate-batch-verifier.ts";

export type ExportedKey = Pick<BatchVerifierOptions, "verificationKey" | "circuitSourceHash" | "keyKind">;

/**
 * @param folder        with key.json, verification-key.json and, where it is there, proving-key.zkey.
 * @param manifestFile  read for a key that claims a ceremony.
 * @throws KeyFolderUnreadableError, KeyFolderMismatchError, KeyNotTrustedError, and the errors of both readers.
 */
export async function readKeyFolder(folder: string, manifestFile: string): Promise<ExportedKey> {
  const file = join(folder, "key.json");
  const sidecar = await readSidecar(file);
  const key = await readVerificationKey(join(folder, "verification-key.json"));
  const expectSame = (what: string, expected: string, found: string) => {
    if (expected !== found) throw new KeyFolderMismatchError(file, what, expected, found);
  };
  expectSame("the verification key's SHA-256", sidecar.verificationKeySha256, verificationKeySha256(key));
  expectSame("the key's id", sidecar.id, keyId(sidecar, sidecar.verificationKeySha256));
  const zkey = join(folder, "proving-key.zkey");
  if (existsSync(zkey)) {
    expectSame("the proving key's SHA-256", sidecar.zkeySha256, await sha256OfFile(zkey));
  }
  const isInsecure = sidecar.insecure || sidecar.kind === "development";
  if (!isInsecure) await requireInManifest(file, sidecar, manifestFile);
  return {
    verificationKey: canonicalVerificationKey(key),
    circuitSourceHash: sidecar.circuitSourceHash,
    keyKind: isInsecure ? "development" : "ceremony",
  };
}

async function readSidecar(file: string): Promise<KeySidecar> {
  try {
    return keySidecarSchema.parse(JSON.parse(await readFile(file, "utf8")));
  } catch (cause) {
    throw new KeyFolderUnreadableError(file, cause);
  }
}

/** Anybody can write a sidecar; the manifest is trusted. */
async function requireInManifest(file: string, sidecar: KeySidecar, manifestFile: string): Promise<void> {
  const { keys } = await readKeysManifest(manifestFile);
  const entry = keys.find(({ verificationKey }) => verificationKey.sha256 === sidecar.verificationKeySha256);
  if (entry === undefined) {
    throw new KeyNotTrustedError(file, manifestFile, `it has no key ${sidecar.verificationKeySha256}`);
  }
  const difference = sidecarDifference(keySidecarOf(entry), sidecar);
  if (difference !== undefined) {
    const { field, expected, found } = difference;
    throw new KeyNotTrustedError(file, manifestFile, `${field} is ${expected} there, ${found} here`);
  }
}
