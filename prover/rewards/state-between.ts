/**
 * States between the ends of an interval, from the source of those at its ends.
 * @module
 */
import type { StateListener, StateSource } from "../state/state-source.ts";
import type { StateAt } from "./hidden-consolidations.ts";
import { BlockBetweenMismatchError } from "./interval-errors.ts";

export function statesBetween(source: StateSource, listener: StateListener): StateAt {
  return (slot, root) => {
    const check = (blockRoot: typeof root) => {
      if (blockRoot !== root) throw new BlockBetweenMismatchError(slot, root, blockRoot);
    };
    return source.load({ slot, root, check }, listener);
  };
}
