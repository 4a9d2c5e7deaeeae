/**
 * Compares the description of a key with a manifest that the caller trusts.
 * @module
 */
import { verificationKeySha256 } from "../groth16/verification-key-hash.ts";
import { KeyCustodyError } from "./errors.ts";
import { keyEntryOf } from "./key-entry-of.ts";
import { keySidecarOf } from "./key-sidecar.ts";
import type { PageKeys } from "./load-keys.ts";
import type { KeyEntry, KeysManifest } from "./manifest.ts";

/** A key as described in a bundle or installed on this machine. */
export interface KeyClaim {
  /** Source of the claim, for messages. */
  readonly by: string;
  readonly size: string;
  readonly slots: number;
  readonly lanes: number;
  readonly sourceHash: string;
  readonly kind: "development" | "ceremony";
  readonly id: string;
  readonly verificationKeySha256: string;
}

export function keyClaimOfInstalled(keys: PageKeys): KeyClaim {
  const { size, limits, sourceHash, kind, id, verificationKey } = keys;
  return {
    by: "the installed key",
    size,
    ...limits,
    sourceHash,
    kind,
    id,
    verificationKeySha256: verificationKeySha256(verificationKey),
  };
}

/**
 * @returns the manifest's entry for the key.
 * @throws KeyNotInManifestError, KeyCustodyError
 */
export function checkKeyClaim(claim: KeyClaim, manifest: KeysManifest): KeyEntry {
  const entry = keyEntryOf(manifest, claim.size);
  const sidecar = keySidecarOf(entry);
  const compared: [what: string, expected: string, found: string][] = [
    ["Verification key (SHA-256)", entry.verificationKey.sha256, claim.verificationKeySha256],
    ["Circuit source hash", entry.circuit.sourceHash, claim.sourceHash],
    ["Hash slots M", String(entry.slots), String(claim.slots)],
    ["Lanes L", String(entry.lanes), String(claim.lanes)],
    // A bundle must not present a development key as one of a ceremony.
    ["Kind of the key", sidecar.insecure ? "development" : sidecar.kind, claim.kind],
    ["Id of the key", sidecar.id, claim.id],
  ];
  for (const [what, expected, found] of compared) {
    if (expected !== found) throw new KeyCustodyError(what, "the manifest", expected, claim.by, found);
  }
  return entry;
}
