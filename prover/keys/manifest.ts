/**
 * The key manifest, format version 1: which keys belong to which circuit, and their origin. The manifest is small
 * enough for the repository (`keys/manifest.json`); the keys are fetched according to it.
 *
 *   circuit   what the key is for: sources, compiler and constraint system, so that compiling the sources that one has
 *             read shows whether the key is for them
 *   ptau      phase 1: the powers-of-tau file, by its published hash; null for a development key
 *   contributions   phase 2, in their order
 *   verificationKey, zkey   the files, named below a folder or an address that the user gives: no host stands here
 *
 * Hashes are lower-case hex without 0x. Objects are strict, every value has one spelling. The order of keys here is the
 * order in which they are written.
 * @module
 */
import { z } from "zod";

export const KEYS_FORMAT = "pufeth-por-keys";
export const KEYS_VERSION = 1;

const hexOf = (bytes: number) =>
  z
    .string()
    .regex(new RegExp(`^[0-9a-f]{${2 * bytes}}$`), `expected ${2 * bytes} lower-case hex digits without 0x`);
const sha256 = hexOf(32);
const blake2b512 = hexOf(64);
const count = z.int().positive();
/** Shown on terminals. */
const text = z
  .string()
  .regex(/^[^\p{C}\p{Zl}\p{Zp}]{1,200}$/u, "expected 1 to 200 characters, none of them a control character");
const name = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, "expected a name of lower-case letters and digits");
/** Relative path: at most one folder deep, no part begins with a dot, so it cannot lead outside. */
const fileName = z
  .string()
  .max(120)
  .regex(
    /^([A-Za-z0-9_-][A-Za-z0-9._-]*\/)?[A-Za-z0-9_-][A-Za-z0-9._-]*$/,
    "expected a file name below the folder of the keys",
  );

const circuitSchema = z.strictObject({
  /** `circuitSourceHash`: every circom file, the compiler and its flags. */
  sourceHash: sha256,
  compiler: z.strictObject({ name: text, version: text, flags: z.array(text) }),
  /** SHA-256 of the compiled file: the same on every machine. */
  r1csSha256: sha256,
});

const ptauSchema = z.strictObject({
  /** Of the file, as it was published. */
  name: z.string().regex(/^[A-Za-z0-9_-][A-Za-z0-9._-]{0,119}$/, "expected a file name"),
  blake2b512,
  /** True for a published file of the perpetual powers of tau. */
  known: z.boolean(),
});

const contributionSchema = z.strictObject({
  /** From 1, in the order of the ceremony. */
  number: count,
  name: text,
  type: z.enum(["contribution", "beacon"]),
  /** BLAKE2b-512, as printed by snarkjs and attested by the contributor. */
  hash: blake2b512,
});

export const keyEntrySchema = z
  .strictObject({
    /** Name of the circuit size. */
    size: name,
    /** M and L of the circuit. */
    slots: count,
    lanes: count,
    circuit: circuitSchema,
    kind: z.enum(["ceremony", "development"]),
    /** Why the key must not be used in a deployment; null if no reason is known. */
    insecure: text.nullable(),
    ptau: ptauSchema.nullable(),
    contributions: z.array(contributionSchema),
    /** `sha256` of the canonical form (`verificationKeySha256`): what bundles and contracts carry. */
    verificationKey: z.strictObject({ file: fileName, sha256 }),
    zkey: z.strictObject({ file: fileName, sha256, bytes: count }),
  })
  .superRefine((entry, context) => {
    for (const message of contradictions(entry)) context.addIssue({ code: "custom", message });
  });

/** Contradictions within an entry. */
function contradictions(entry: {
  readonly kind: "ceremony" | "development";
  readonly insecure: string | null;
  readonly ptau: { readonly known: boolean } | null;
  readonly contributions: readonly { readonly number: number; readonly type: string }[];
}): string[] {
  const { kind, insecure, ptau, contributions } = entry;
  const found: string[] = [];
  const forbid = (is: boolean, message: string) => is && found.push(message);
  forbid(
    contributions.some(({ number }, i) => number !== i + 1),
    "contributions are not numbered 1, 2, 3, …",
  );
  if (kind === "development") {
    forbid(insecure === null, "a development key is insecure and must give the reason");
    forbid(
      ptau !== null || contributions.length > 0,
      "a development key cannot have powers of tau or contributions",
    );
    return found;
  }
  forbid(ptau === null, "a ceremony key must list its powers of tau");
  forbid(contributions.length === 0, "a ceremony key must have contributions");
  if (insecure !== null) return found;
  forbid(ptau?.known === false, "a key from unknown powers of tau must be marked insecure");
  forbid(
    !contributions.some(({ type }) => type === "contribution"),
    "a ceremony without a person's contribution must be marked insecure",
  );
  forbid(
    contributions.at(-1)?.type !== "beacon",
    "a ceremony that does not end with a beacon must be marked insecure",
  );
  return found;
}

export const keysManifestSchema = z.strictObject({
  format: z.literal(KEYS_FORMAT),
  version: z.literal(KEYS_VERSION),
  /** One for each circuit size. */
  keys: z
    .array(keyEntrySchema)
    .min(1)
    .refine(
      (keys) => new Set(keys.map(({ size }) => size)).size === keys.length,
      "a circuit size is listed twice",
    ),
});

export type KeyEntry = z.infer<typeof keyEntrySchema>;
export type KeysManifest = z.infer<typeof keysManifestSchema>;

/** `manifest` with this entry replacing the one of its size, or appended. */
export function withKeyEntry(manifest: KeysManifest | undefined, entry: KeyEntry): KeysManifest {
  const keys = manifest?.keys ?? [];
  const isThere = keys.some(({ size }) => size === entry.size);
  return {
    format: KEYS_FORMAT,
    version: KEYS_VERSION,
    keys: isThere ? keys.map((key) => (key.size === entry.size ? entry : key)) : [...keys, entry],
  };
}
