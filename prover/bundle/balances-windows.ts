/**
 * The windows over the balances list of a bundle (state/list-shape.ts): they follow from its fork and length.
 * @module
 */
import { layoutOf } from "../state/layout.ts";
import { type ListWindow, leavesOf, windowsOf } from "../state/list-shape.ts";
import type { BundleManifest } from "./schema.ts";

/** @throws RangeError for a length that no such list has. */
export function balancesWindows({
  fork,
  listLength,
}: Pick<BundleManifest, "fork" | "listLength">): ListWindow[] {
  return windowsOf(layoutOf(fork).lists.balances.shape, leavesOf("balances", listLength));
}
