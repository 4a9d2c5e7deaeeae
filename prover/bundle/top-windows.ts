/**
 * The windows of a list of a state whose top a bundle of deployed contracts shows.
 * @module
 */
import type { Hex } from "../hex.ts";
import { layoutOf } from "../state/layout.ts";
import { type ListWindow, leavesOf, windowsOf } from "../state/list-shape.ts";
import { type ListTop, listTopFault } from "../state/list-top.ts";
import type { BundleManifest } from "./schema.ts";
import { DeploymentError } from "./verify-errors.ts";

/** @throws DeploymentError unless the top is that of the state. */
export function topWindows(
  list: "validators" | "pendingDeposits",
  fork: BundleManifest["fork"],
  top: ListTop,
  stateRoot: Hex,
): ListWindow[] {
  const place = layoutOf(fork).lists[list];
  if (place === null) throw new DeploymentError(`states of ${fork} have no list ${list}`);
  const fault = listTopFault(list, place, top, stateRoot);
  if (fault !== undefined) throw new DeploymentError(fault);
  return windowsOf(place.shape, leavesOf(list, top.length));
}
