/**
 * `prove --size auto`: the recommended size among those with installed keys.
 * @module
 */

import { NoKeysError } from "../../keys/errors.ts";
import { installedSizes } from "../../keys/installed-sizes.ts";
import { outlinePlan } from "../../plan/outline-plan.ts";
import type { PageSize } from "../../plan/page-sizes.ts";
import { recommendSize } from "../../plan/recommend-size.ts";
import type { RegistryEntry } from "../../plan/registry.ts";
import type { ListExtent } from "../../state/list-shape.ts";
import { sizePlan } from "./size-plan.ts";

/** @throws NoKeysError if no size has keys. */
export async function chooseSize(
  registry: readonly RegistryEntry[],
  balances: ListExtent,
  from: number,
  backend: string,
): Promise<PageSize> {
  const candidates = await Promise.all(
    installedSizes().map((size) => sizePlan(outlinePlan(registry, balances, size, from), backend, undefined)),
  );
  if (candidates.length === 0) throw new NoKeysError();
  // If none fits, the smallest is used; a warning follows when proving starts.
  return (recommendSize(candidates) ?? candidates[0]!).size;
}
