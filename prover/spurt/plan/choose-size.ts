/**
 * `prove --size auto`: the recommended size among those with installed keys.
 * @module
 */

import { NoKeysError } from "../../keys/errors.ts";
import { installedSizes, provingKeyBytes } from "../../keys/installed-sizes.ts";
import { outlinePlan } from "../../plan/outline-plan.ts";
import type { PageSize } from "../../plan/page-sizes.ts";
import { recommendSize } from "../../plan/recommend-size.ts";
import type { RegistryEntry } from "../../plan/registry.ts";
import { backendNamed } from "../../prove/backends/registry.ts";
import { readMachine } from "../../prove/machine.ts";

/** @throws NoKeysError if no size has keys. */
export function chooseSize(
  registry: readonly RegistryEntry[],
  listLength: number,
  from: number,
  backend: string,
): PageSize {
  const { freeBytes } = readMachine();
  const { pageMemoryBytes } = backendNamed(backend);
  const candidates = installedSizes().map((size) => ({
    outline: outlinePlan(registry, listLength, size, from),
    fits: pageMemoryBytes(provingKeyBytes(size)) <= freeBytes,
  }));
  if (candidates.length === 0) throw new NoKeysError();
  // If none fits, the smallest is used; a warning follows when proving starts.
  return (recommendSize(candidates) ?? candidates[0]!).outline.size;
}
