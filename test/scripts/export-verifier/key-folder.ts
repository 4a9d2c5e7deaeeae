/**
 * A key in a folder, as `ceremony export` leaves it, and a manifest that has it.
 * @module
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { verificationKeySchema } from "../../../prover/groth16/verification-key.ts";
import { type KeySidecar, keySidecarOf } from "../../../prover/keys/key-sidecar.ts";
import type { KeyEntry } from "../../../prover/keys/manifest.ts";
import { writeKeysManifest } from "../../../prover/keys/manifest-file.ts";
import { manifestOf } from "../../keys/ceremony-entry.ts";
import { keyExampleWith } from "../../keys/key-example.ts";
import { exampleKey } from "./example-key.ts";

export const DEVELOPMENT = {
  kind: "development",
  insecure: "made on one machine",
  ptau: null,
  contributions: [],
} as const satisfies Partial<KeyEntry>;

export interface KeyFolder {
  readonly keys: string;
  readonly manifest: string;
  readonly entry: KeyEntry;
  /** What the manifest's entry with `fields` gives, changed by hand. */
  writeSidecar(fields?: Partial<KeyEntry>, changes?: Partial<KeySidecar>): void;
  /** With `fields` in the one entry. */
  writeManifest(fields: Partial<KeyEntry>): Promise<void>;
}

/** Of a secure ceremony, everywhere. */
export async function keyFolder(): Promise<KeyFolder> {
  // Gamma is the generator, as a ceremony leaves it.
  const { entry, folder } = keyExampleWith(verificationKeySchema.parse(exampleKey()));
  const keys = join(folder, "test");
  const manifest = join(folder, "manifest.json");
  const made: KeyFolder = {
    keys,
    manifest,
    entry,
    writeSidecar(fields = {}, changes = {}) {
      const sidecar = { ...keySidecarOf({ ...entry, ...fields }), ...changes };
      writeFileSync(join(keys, "key.json"), JSON.stringify(sidecar));
    },
    writeManifest: (fields) => writeKeysManifest(manifest, manifestOf({ ...entry, ...fields })),
  };
  made.writeSidecar();
  await made.writeManifest({});
  return made;
}
