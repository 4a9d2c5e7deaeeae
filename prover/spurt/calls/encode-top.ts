/**
 * The `ListTop` of the contracts: the top of a list of a state.
 * @module
 */
import type { ListName } from "../../state/list-shape.ts";
import { listTopOf } from "../../state/list-tree.ts";
import type { VerifiedState } from "../../state/verified-state.ts";

export function topArgument(state: VerifiedState, list: ListName) {
  const { length, ...rest } = listTopOf(state, list);
  return { ...rest, length: BigInt(length) };
}
