/**
 * Which sizes can be proved with here: circuit and keys lie in build/<size>/. What is in them is checked when they are
 * loaded.
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

/** Of the proving key that is there, or that a key of this size comes to. */
export function provingKeyBytes(size: PageSize, files: CircuitFiles = circuitFiles(size)): number {
  const found = statSync(files.provingKey, { throwIfNoEntry: false });
  return found?.size ?? KEY_BYTES_PER_CONSTRAINT * 2 ** DOMAIN_POWERS[size];
}
