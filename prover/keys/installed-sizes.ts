/**
 * Sizes whose circuit and keys are installed in build/<size>/. Their content is checked when they are loaded.
 * @module
 */
import { existsSync, statSync } from "node:fs";
import { DOMAIN_POWERS, PAGE_SIZE_NAMES, type PageSize } from "../plan/page-sizes.ts";
import { type CircuitFiles, circuitFiles } from "./circuit-files.ts";

/** Of a proving key, for each constraint of its domain: measured at 2^17 to 2^20. */
const KEY_BYTES_PER_CONSTRAINT = 625;

export function installedSizes(filesOf: (size: PageSize) => CircuitFiles = circuitFiles): PageSize[] {
  return PAGE_SIZE_NAMES.filter((size) => {
    const { manifest, wasm, provingKey, verificationKey, keyManifest } = filesOf(size);
    return [manifest, wasm, provingKey, verificationKey, keyManifest].every((path) => existsSync(path));
  });
}

/** Size of the installed proving key, or the estimated size for this circuit. */
export function provingKeyBytes(size: PageSize, files: CircuitFiles = circuitFiles(size)): number {
  const found = statSync(files.provingKey, { throwIfNoEntry: false });
  return found?.size ?? KEY_BYTES_PER_CONSTRAINT * 2 ** DOMAIN_POWERS[size];
}
