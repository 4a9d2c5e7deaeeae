/**
 * Withdrawals under way: from Gloas on, what the next payload pays out has left the balances at a block and is not yet
 * on the execution layer, whose state is the one before that payload. It is exactly the list
 * `payload_expected_withdrawals`, carried over while payloads are withheld.
 *
 *     Withdrawal: 4 fields, one chunk each: index, validator_index, address, amount
 *
 * The whole list is shown: an auditor computes its root from the entries, so nothing can be left out.
 * Source: consensus-specs gloas/beacon-chain.md (process_withdrawals), capella/beacon-chain.md (Withdrawal).
 * @module
 */
import { ssz } from "@lodestar/types";
import type { ExpectedWithdrawal, ExpectedWithdrawalsProof } from "../chain/execution/execution-proof.ts";
import type { Hex } from "../hex.ts";
import { listElement, listLength, listNodeGindex, listPlace } from "./list-tree.ts";
import { branchOf, concatGindices, rootAt, uint64At } from "./state-node.ts";
import type { VerifiedState } from "./verified-state.ts";
import { withNodes } from "./with-nodes.ts";

const { Withdrawal } = ssz.capella;
const gindexOf = (field: keyof typeof Withdrawal.fields & string) => Withdrawal.getPathInfo([field]).gindex;
const INDEX = gindexOf("index");
const VALIDATOR_INDEX = gindexOf("validatorIndex");
const ADDRESS = gindexOf("address");
const AMOUNT = gindexOf("amount");
const ADDRESS_BYTES = 20;

/**
 * The same state with what `expectedWithdrawalsOf` reads of it.
 * @throws how the beacon nodes fail.
 */
export async function withExpectedWithdrawals(state: VerifiedState): Promise<VerifiedState> {
  const { layout } = state;
  if (layout.lists.payloadExpectedWithdrawals === null) return state;
  const list = "payloadExpectedWithdrawals";
  const withLength = await withNodes(state, [2n * listPlace(layout, list).gindex + 1n]);
  const fields = Array.from({ length: listLength(withLength, list) }, (_, position) =>
    [INDEX, VALIDATOR_INDEX, ADDRESS, AMOUNT].map((field) =>
      concatGindices(listNodeGindex(layout, list, 0, position), field),
    ),
  );
  return withNodes(withLength, fields.flat());
}

/** All entries, in their order; null where the fork has no such list, since nothing is under way then. */
export function expectedWithdrawalsOf(state: VerifiedState): ExpectedWithdrawalsProof | null {
  const list = "payloadExpectedWithdrawals";
  const place = state.layout.lists[list];
  if (place === null) return null;
  const entries = Array.from({ length: listLength(state, list) }, (_, position): ExpectedWithdrawal => {
    const entry = { stateNode: listElement(state, list, position) };
    return {
      index: uint64At(entry, INDEX).toString(),
      validatorIndex: uint64At(entry, VALIDATOR_INDEX).toString(),
      address: rootAt(entry, ADDRESS).slice(0, 2 + 2 * ADDRESS_BYTES) as Hex,
      amountGwei: uint64At(entry, AMOUNT).toString(),
    };
  });
  return { entries, branch: branchOf(state, place.gindex) };
}
