/**
 * `prove --size auto`: of the sizes whose keys are here, the one that `plan` recommends.
 * @module
 */

import { installedSizes, provingKeyBytes } from "../keys/installed-sizes.ts";
import { outlinePlan } from "../plan/outline-plan.ts";
import type { PageSize } from "../plan/page-sizes.ts";
import { recommendSize } from "../plan/recommend-size.ts";
import type { RegistryEntry } from "../plan/registry.ts";
import type { BackendName } from "../prove/constants.ts";
import { NoKeysError } from "../prove/errors.ts";
import { readMachine } from "../prove/machine.ts";
import { pageMemoryBytes } from "../prove/page-memory.ts";

/** @throws NoKeysError where no size has keys. */
export function chooseSize(
  registry: readonly RegistryEntry[],
  listLength: number,
  from: number,
  backend: BackendName,
): PageSize {
  const { freeBytes } = readMachine();
  const candidates = installedSizes().map((size) => ({
    outline: outlinePlan(registry, listLength, size, from),
    fits: pageMemoryBytes(provingKeyBytes(size), backend) <= freeBytes,
  }));
  if (candidates.length === 0) throw new NoKeysError();
  // Where none fits, the smallest comes nearest; how much it lacks is said when proving starts.
  return (recommendSize(candidates) ?? candidates[0]!).outline.size;
}
