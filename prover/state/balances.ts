/**
 * Reads balances from the state tree. A balance is a uint64: a `number` would round it above 2^53 gwei.
 * @module
 */
import { BALANCES_PER_CHUNK } from "../units.ts";
import { chunkOf } from "./chunk-of.ts";
import { listNodeGindex } from "./list-tree.ts";
import { nodeAt } from "./state-node.ts";
import type { VerifiedState } from "./verified-state.ts";

const BALANCE_BYTES = 8;

/**
 * Balance in gwei of the validator at `index`.
 * @throws RangeError past the end of the list, where the tree has zeros but no validator.
 */
export function balanceGweiAt(state: VerifiedState, index: number): bigint {
  if (!Number.isSafeInteger(index) || index < 0 || index >= state.listLength) {
    throw new RangeError(
      `Validator ${index} does not exist: slot ${state.header.slot} has ${state.listLength} validators`,
    );
  }
  const bytes = nodeAt(state, listNodeGindex(state.layout, "balances", 0, chunkOf(index))).root;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return view.getBigUint64((index % BALANCES_PER_CHUNK) * BALANCE_BYTES, true);
}
