/**
 * The sidecar of an installed key, `build/<size>/keys/key.json`: the kind of key and its circuit. Written last, so if
 * it exists, the key is complete.
 * @module
 */
import { z } from "zod";
import type { KeyEntry } from "./manifest.ts";

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

export const keySidecarSchema = z.object({
  kind: z.enum(["development", "ceremony"]),
  id: z.string().min(1),
  insecure: z.boolean(),
  /** Why it is insecure. */
  warning: z.string().optional(),
  /** Which circuit source the constraint system was compiled from. */
  circuitSourceHash: sha256,
  r1csSha256: sha256,
  zkeySha256: sha256,
  /** Of the file as written, which is the canonical form. */
  verificationKeySha256: sha256,
});

export type KeySidecar = Readonly<z.infer<typeof keySidecarSchema>>;

/** The name of a key in bundles and messages: its kind and the first 16 hex digits of its verification key's hash. */
export function keyId(
  { kind, insecure }: { readonly kind: KeySidecar["kind"]; readonly insecure: boolean },
  verificationKeySha256: string,
): string {
  const mark = insecure && kind === "ceremony" ? "insecure-ceremony" : kind;
  return `${mark}-${verificationKeySha256.slice(0, 16)}`;
}

/** The description of a key, common to manifest entry and sidecar. */
export type KeyDescription = Pick<KeyEntry, "kind" | "insecure" | "circuit" | "verificationKey" | "zkey">;

/** The sidecar for a manifest entry. */
export function keySidecarOf(key: KeyDescription): KeySidecar {
  const { kind, insecure, circuit, zkey, verificationKey } = key;
  return {
    kind,
    id: keyId({ kind, insecure: insecure !== null }, verificationKey.sha256),
    insecure: insecure !== null,
    ...(insecure === null ? {} : { warning: insecure }),
    circuitSourceHash: circuit.sourceHash,
    r1csSha256: circuit.r1csSha256,
    zkeySha256: zkey.sha256,
    verificationKeySha256: verificationKey.sha256,
  };
}
