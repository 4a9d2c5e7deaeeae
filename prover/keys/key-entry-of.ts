import { KeyNotInManifestError } from "./errors.ts";
import type { KeyEntry, KeysManifest } from "./manifest.ts";

/** @throws KeyNotInManifestError */
export function keyEntryOf(manifest: KeysManifest, size: string): KeyEntry {
  const entry = manifest.keys.find((key) => key.size === size);
  if (entry !== undefined) return entry;
  throw new KeyNotInManifestError(
    size,
    manifest.keys.map((key) => key.size),
  );
}
