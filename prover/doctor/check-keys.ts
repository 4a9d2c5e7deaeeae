/**
 * Checks the installed keys of every size: complete, for this circuit, and whether they are secure.
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
  /** The size to prove with: its keys are required. Others may be missing. */
  readonly size: PageSize;
  readonly manifest: KeysManifest | undefined;
  /** Default: the folder of `setup`. */
  readonly filesOf?: (size: PageSize) => CircuitFiles;
}

export async function checkKeys({
  size: needed,
  manifest,
  filesOf = circuitFiles,
}: KeysToCheck): Promise<Finding[]> {
  const findings: Finding[] = [];
  // Sequentially, because each check hashes hundreds of megabytes.
  for (const size of PAGE_SIZE_NAMES) {
    const files = filesOf(size);
    if (size === needed || existsSync(files.keyManifest)) {
      const finding = await checkKey(size, files, manifest);
      // A fault in a key of another size is only a warning.
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
