/**
 * The key manifest, format version 1: which keys belong to which circuit, and where they come from. It is small enough
 * to be read and to live in the repository (`keys/manifest.json`); the keys are not, and are fetched by it.
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
/** Below the base: one folder deep at most, no part begins with a dot, so it cannot lead outside. */
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
  /** It is one of the published files of the perpetual powers of tau. */
  known: z.boolean(),
});

const contributionSchema = z.strictObject({
  /** From 1, in the order of the ceremony. */
  number: count,
  name: text,
  type: z.enum(["contribution", "beacon"]),
  /** BLAKE2b-512, as snarkjs prints it and the contributor attested. */
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
    /** Why a deployment must not rely on the key; null where nothing is known against it. */
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

/** What an entry may not say of itself. */
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
    forbid(insecure === null, "a development key is insecure, and has to say why");
    forbid(
      ptau !== null || contributions.length > 0,
      "a development key has no powers of tau and no ceremony",
    );
    return found;
  }
  forbid(ptau === null, "a ceremony key names its powers of tau");
  forbid(contributions.length === 0, "a ceremony key has contributions");
  if (insecure !== null) return found;
  forbid(ptau?.known === false, "a key from unknown powers of tau is insecure, and has to say so");
  forbid(
    !contributions.some(({ type }) => type === "contribution"),
    "a ceremony without a person's contribution is insecure, and has to say so",
  );
  forbid(
    contributions.at(-1)?.type !== "beacon",
    "a ceremony that does not end with a beacon is insecure, and has to say so",
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
      "a circuit size is named twice",
    ),
});

export type KeyEntry = z.infer<typeof keyEntrySchema>;
export type KeysManifest = z.infer<typeof keysManifestSchema>;

/** `manifest` with this entry in place of the one of its size, or behind all others. */
export function withKeyEntry(manifest: KeysManifest | undefined, entry: KeyEntry): KeysManifest {
  const keys = manifest?.keys ?? [];
  const isThere = keys.some(({ size }) => size === entry.size);
  return {
    format: KEYS_FORMAT,
    version: KEYS_VERSION,
    keys: isThere ? keys.map((key) => (key.size === entry.size ? entry : key)) : [...keys, entry],
  };
}
