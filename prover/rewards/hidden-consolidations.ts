/**
 * Consolidations that no state at the ends of an interval shows, because they were asked for and done between them. A source
 * waits in `pending_consolidations` from before its exit until it is withdrawable, 256 epochs later: a state of that time says
 * whether there is one, and where to. Such states are asked for only where a validator left with less than its principal; which
 * blocks they are of is said by the execution blocks of the interval, each of which names a beacon block.
 * Source: consensus-specs electra/beacon-chain.md (process_consolidation_request, process_pending_consolidations); EIP-4788.
 * @module
 */
import type { PassedBlock } from "../chain/withdrawals/fetch-withdrawals.ts";
import { ProverError } from "../errors.ts";
import type { Hex } from "../hex.ts";
import { epochOf, SLOTS_PER_EPOCH } from "../state/epochs.ts";
import type { PendingConsolidation } from "../state/pending-consolidations.ts";
import type { VerifiedState } from "../state/verified-state.ts";
import { withdrawalProgressOf } from "../state/withdrawal-progress.ts";
import { ConsolidationUnknownError } from "./interval-errors.ts";
import type { LedgerValidator } from "./principal-ledger.ts";

/** A state of the interval, of a block whose root is known. */
export type StateAt = (slot: number, blockRoot: Hex) => Promise<VerifiedState>;

export interface Passage {
  readonly beginEpoch: bigint;
  readonly endEpoch: bigint;
  readonly blocks: readonly PassedBlock[];
  readonly slotOf: (timestamp: bigint) => bigint;
  readonly stateAt: StateAt;
}

/** Whether its principal may have moved to another validator within the interval. */
export function mayHaveMoved(
  { record, outBeforeGwei, underWayGwei, withdrawals }: LedgerValidator,
  { beginEpoch, endEpoch }: Pick<Passage, "beginEpoch" | "endEpoch">,
): boolean {
  const { slashed, exitEpoch, withdrawableEpoch, balanceGwei } = record;
  // The chain drops those of slashed sources; and the state at the begin shows those whose source had left by then.
  if (slashed || exitEpoch <= beginEpoch || withdrawableEpoch > endEpoch) return false;
  const afterwardsGwei = withdrawals
    .filter(({ epoch }) => epoch >= withdrawableEpoch)
    .reduce((sum, { amountGwei }) => sum + amountGwei, balanceGwei + underWayGwei);
  return afterwardsGwei < outBeforeGwei;
}

/**
 * @param suspects  of `mayHaveMoved`.
 * @returns Those of them that were consolidated.
 * @throws ConsolidationUnknownError
 */
export async function hiddenConsolidations(
  suspects: readonly LedgerValidator[],
  passage: Passage,
): Promise<PendingConsolidation[]> {
  const seen: { readonly epoch: bigint; readonly pending: readonly PendingConsolidation[] }[] = [];
  const found: PendingConsolidation[] = [];
  const leaving = suspects.map(({ record }) => record).sort(byWithdrawableEpoch);
  for (const { index, exitEpoch, withdrawableEpoch } of leaving) {
    let state = seen.find(({ epoch }) => epoch >= exitEpoch && epoch < withdrawableEpoch);
    if (state === undefined) {
      state = await readBetween(index, exitEpoch, withdrawableEpoch, passage);
      seen.push(state);
    }
    const own = state.pending.find(({ source }) => source === index);
    if (own !== undefined) found.push(own);
  }
  return found;
}

/** The latest state that will do: it serves most of those that leave later. */
async function readBetween(
  validator: number,
  exitEpoch: bigint,
  withdrawableEpoch: bigint,
  { blocks, slotOf, stateAt }: Passage,
) {
  for (let i = blocks.length - 1; i > 0; i--) {
    const slot = slotOf(blocks[i]!.timestamp);
    const before = slotOf(blocks[i - 1]!.timestamp);
    if (slot >= withdrawableEpoch * SLOTS_PER_EPOCH) continue;
    if (before < exitEpoch * SLOTS_PER_EPOCH) break;
    // Of slots in a row, so that the beacon block which it names is the one of the block before.
    if (before + 1n !== slot) continue;
    const state = await stateAt(Number(before), blocks[i]!.parentBeaconBlockRoot).catch((error: unknown) => {
      if (!(error instanceof ProverError)) throw error;
      throw new ConsolidationUnknownError(validator, `the state of slot ${before}: ${error.message}`, error);
    });
    return { epoch: epochOf(before), pending: (await withdrawalProgressOf(state)).consolidations };
  }
  throw new ConsolidationUnknownError(
    validator,
    `a state of epochs ${exitEpoch} to ${withdrawableEpoch - 1n}`,
  );
}

function byWithdrawableEpoch(
  a: { readonly withdrawableEpoch: bigint },
  b: { readonly withdrawableEpoch: bigint },
): number {
  return a.withdrawableEpoch < b.withdrawableEpoch ? -1 : a.withdrawableEpoch > b.withdrawableEpoch ? 1 : 0;
}
