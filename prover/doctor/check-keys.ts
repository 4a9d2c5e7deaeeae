/**
 * The keys of every size that are installed: whether they are whole, of this circuit, and what may rely on them.
 * @module
 */
import { existsSync } from "node:fs";
import { checkKeyClaim, keyClaimOfInstalled } from "../keys/check-key-claim.ts";
import { type CircuitFiles, circuitFiles } from "../keys/circuit-files.ts";
import { loadKeys } from "../keys/load-keys.ts";
import type { KeysManifest } from "../keys/manifest.ts";
import { PAGE_SIZE_NAMES, type PageSize } from "../plan/page-sizes.ts";
import { type Finding, failure, ok, warn } from "./finding.ts";

export interface KeysToCheck {
  /** The size that is to be proved with: its keys must be there. Others may be missing. */
  readonly size: PageSize;
  readonly manifest: KeysManifest | undefined;
  /** Default: where `setup` puts them. */
  readonly filesOf?: (size: PageSize) => CircuitFiles;
}

export async function checkKeys({
  size: needed,
  manifest,
  filesOf = circuitFiles,
}: KeysToCheck): Promise<Finding[]> {
  const findings: Finding[] = [];
  // One after another: each hashes hundreds of megabytes.
  for (const size of PAGE_SIZE_NAMES) {
    const files = filesOf(size);
    if (size === needed || existsSync(files.keyManifest)) {
      const finding = await checkKey(size, files, manifest);
      // A key that nobody is about to use stops nothing.
      findings.push(size === needed || finding.level !== "fail" ? finding : { ...finding, level: "warn" });
    }
  }
  return findings;
}

async function checkKey(
  size: PageSize,
  files: CircuitFiles,
  manifest: KeysManifest | undefined,
): Promise<Finding> {
  const check = `keys ${size}`;
  try {
    const keys = await loadKeys(size, files);
    if (manifest) checkKeyClaim(keyClaimOfInstalled(keys), manifest);
    if (keys.kind === "development") {
      return warn(
        check,
        `${keys.id}, INSECURE`,
        "For tests only: fetch the keys of a ceremony with setup --from.",
      );
    }
    return ok(check, manifest ? `${keys.id}, in the manifest` : keys.id);
  } catch (error) {
    return failure(check, error);
  }
}
