/**
 * The options that say which keys a person trusts: `--key`, one verification key, and `--manifest`, all keys of a
 * release with the circuits that they are for.
 * @module
 */
import type { Command } from "commander";
import { readVerificationKey } from "../groth16/read-verification-key.ts";
import type { VerificationKey } from "../groth16/verification-key.ts";
import type { KeysManifest } from "../keys/manifest.ts";
import { readKeysManifest } from "../keys/manifest-file.ts";

export interface TrustOptions {
  readonly key?: string | undefined;
  readonly manifest?: string | undefined;
}

export interface TrustedKeys {
  readonly trustedVerificationKey: VerificationKey | undefined;
  readonly keysManifest: KeysManifest | undefined;
}

export function addTrustOptions(command: Command): Command {
  return command
    .option(
      "--key <file>",
      "verification key (JSON) that you trust; the bundle must have been proved with it",
    )
    .option("--manifest <file>", "key manifest that you trust; the bundle's key and circuit must be in it");
}

/** @throws the errors of both readers. */
export async function readTrustedKeys({ key, manifest }: TrustOptions): Promise<TrustedKeys> {
  return {
    trustedVerificationKey: key === undefined ? undefined : await readVerificationKey(key),
    keysManifest: manifest === undefined ? undefined : await readKeysManifest(manifest),
  };
}
