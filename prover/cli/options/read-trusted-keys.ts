/**
 * The keys that a person trusts, read from the files that `--key` and `--manifest` name.
 * @module
 */

import { readVerificationKey } from "../../groth16/read-verification-key.ts";
import type { VerificationKey } from "../../groth16/verification-key.ts";
import type { KeysManifest } from "../../keys/manifest.ts";
import { readKeysManifest } from "../../keys/manifest-file.ts";
import type { TrustOptions } from "./trust-options.ts";

export interface TrustedKeys {
  readonly trustedVerificationKey: VerificationKey | undefined;
  readonly keysManifest: KeysManifest | undefined;
}

/** @throws the errors of both readers. */
export async function readTrustedKeys({ key, manifest }: TrustOptions): Promise<TrustedKeys> {
  return {
    trustedVerificationKey: key === undefined ? undefined : await readVerificationKey(key),
    keysManifest: manifest === undefined ? undefined : await readKeysManifest(manifest),
  };
}
