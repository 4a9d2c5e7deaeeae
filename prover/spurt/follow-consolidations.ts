/**
 * Shows the chain the consolidations of registered validators (EIP-7251) that a verified state has: those that wait in its
 * queue, and those that were carried out. Anyone may do this; one that nobody shows while it waits, and two days after it,
 * can never be shown again.
 * @module
 */

import type { Address } from "viem";
import { batches } from "../batches.ts";
import { latestBlock } from "../chain/blocks/execution-block.ts";
import { atOneBlock } from "../chain/client/at-one-block.ts";
import type { ChainClient } from "../chain/client/chain-client.ts";
import {
  createSender,
  type SenderOptions,
  type TransactionResult,
} from "../chain/client/send-transaction.ts";
import { connectOracle } from "../chain/views/oracle-contracts.ts";
import { readConsolidations, readConsolidationsAddress } from "../chain/views/read-consolidations.ts";
import { readRegistryContract } from "../chain/views/read-registry.ts";
import { balanceGweiAt } from "../state/balances.ts";
import type { BeaconAccess } from "../state/beacon-access.ts";
import type { BlockId } from "../state/beacon-node.ts";
import { epochOf } from "../state/epochs.ts";
import { fetchState } from "../state/fetch-state.ts";
import { listLengthGindex, listTopGindices } from "../state/list-tree.ts";
import {
  type PendingConsolidation,
  pendingConsolidationsOf,
  type QueuedConsolidation,
  withPendingConsolidations,
} from "../state/pending-consolidations.ts";
import { validatorAt, withValidators } from "../state/validator-record.ts";
import type { VerifiedState } from "../state/verified-state.ts";
import { withBalances } from "../state/with-balances.ts";
import { withNodes } from "../state/with-nodes.ts";
import { completeCall, recordCall, type ShownState } from "./calls/consolidation-calls.ts";
import type { OnStep } from "./chain-steps.ts";
import { rememberedState } from "./remembered-state.ts";

export interface FollowConsolidationsOptions extends SenderOptions {
  readonly chain: ChainClient;
  readonly beacon: BeaconAccess;
  readonly oracle: Address;
  /** Block whose state is looked at; it must be within EIP-4788's 27 hours. */
  readonly slot: BlockId;
  readonly consolidationsPerTransaction: number;
  /** Called before each step. */
  readonly onStep?: OnStep | undefined;
}

/** Plain JSON. */
export interface FollowConsolidationsResult {
  /** The contract that keeps them. */
  readonly consolidations: Address;
  readonly slot: number;
  /** Shown by this run to wait, or simulated in a dry run. */
  readonly recorded: readonly PendingConsolidation[];
  /** Shown by this run to have been carried out. */
  readonly completed: readonly PendingConsolidation[];
  /** Recorded, and not carried out yet at this block. */
  readonly waiting: readonly PendingConsolidation[];
  /** Of registered validators that were slashed: nothing moves. */
  readonly slashed: readonly PendingConsolidation[];
  /** Of these, those into validators that are not registered: their principal no longer counts. */
  readonly intoForeign: readonly PendingConsolidation[];
  readonly transactions: readonly TransactionResult[];
}

interface Found {
  readonly record: readonly QueuedConsolidation[];
  readonly complete: readonly PendingConsolidation[];
  readonly waiting: readonly PendingConsolidation[];
  readonly slashed: readonly PendingConsolidation[];
}

/** @throws The errors of the state stage and of `Sender.send`, and how contracts and RPC fail. */
export async function followConsolidations(
  options: FollowConsolidationsOptions,
): Promise<FollowConsolidationsResult> {
  const { chain, beacon, slot, consolidationsPerTransaction, onStep = () => {} } = options;
  const contracts = await connectOracle(chain, options.oracle);
  const sender = await createSender(chain, options);
  onStep({ kind: "reading-registry" });
  const now = atOneBlock(chain);
  const [consolidations, { timestamp }] = await Promise.all([
    readConsolidationsAddress(now, contracts),
    latestBlock(now),
  ]);
  const { entries } = await readRegistryContract(now, contracts.registry, timestamp);
  onStep({ kind: "searching-consolidations" });
  const fetchAt = (blockId: BlockId) => fetchState({ ...beacon, blockId });
  const lookAt = async (fetched: VerifiedState) => {
    const state = await withPendingConsolidations(await withBalances(fetched, entries));
    return findConsolidations(chain, consolidations, state, entries);
  };
  const asked = await fetchAt(slot);
  let looked = await lookAt(asked);
  const transactions: TransactionResult[] = [];
  if (looked.found.record.length + looked.found.complete.length > 0) {
    const shown = await rememberedState(asked, chain, (blockRoot) => {
      onStep({ kind: "other-block-used", slot: asked.header.slot, used: blockRoot });
      return fetchAt(blockRoot);
    });
    if (shown.state !== asked) looked = await lookAt(shown.state);
    const { state, found } = looked;
    const at: ShownState = { state, nextTimestamp: shown.nextTimestamp };
    for (const some of batches(found.record, consolidationsPerTransaction)) {
      const call = recordCall(consolidations, at, some);
      const count = some.length;
      transactions.push(
        await sender.send(call, (step) => onStep({ kind: "recording", consolidations: count, step })),
      );
    }
    for (const some of batches(found.complete, consolidationsPerTransaction)) {
      const sources = some.map(({ source }) => source);
      const call = completeCall(consolidations, at, sources);
      const count = some.length;
      transactions.push(
        await sender.send(call, (step) => onStep({ kind: "completing", consolidations: count, step })),
      );
    }
  }
  return resultOf(consolidations, looked, entries, transactions);
}

function resultOf(
  consolidations: Address,
  { state, found }: { readonly state: VerifiedState; readonly found: Found },
  entries: readonly { readonly index: number }[],
  transactions: readonly TransactionResult[],
): FollowConsolidationsResult {
  const registered = new Set(entries.map(({ index }) => index));
  const recorded = found.record.map(nameOf);
  return {
    consolidations,
    slot: state.header.slot,
    recorded,
    completed: found.complete,
    waiting: found.waiting,
    slashed: found.slashed,
    intoForeign: [...recorded, ...found.complete, ...found.waiting].filter(
      ({ source, target }) => registered.has(source) && !registered.has(target),
    ),
    transactions,
  };
}

/** @param state  with its queue and the balances of the entries. */
async function findConsolidations(
  chain: ChainClient,
  contract: Address,
  state: VerifiedState,
  entries: readonly { readonly index: number; readonly principalGwei: bigint }[],
): Promise<{ readonly state: VerifiedState; readonly found: Found }> {
  const existing = entries.filter(({ index }) => index < state.listLength);
  const registered = new Set(existing.map(({ index }) => index));
  const queue = pendingConsolidationsOf(state);
  // A balance that has gone is below its principal; one that has not gone brings nothing along.
  const low = existing.filter(({ index, principalGwei }) => balanceGweiAt(state, index) < principalGwei);
  const queued = queue.filter(({ source }) => registered.has(source));
  const known = await readConsolidations(chain, contract, [
    ...low.map(({ index }) => index),
    ...queued.map(({ source }) => source),
  ]);
  // A foreign one may stand between two registered ones.
  const reached = new Set([
    ...queued.map(({ target }) => target),
    ...[...known.values()].map(({ targetIndex }) => targetIndex),
  ]);
  const wanted = queue.filter(
    ({ source, target }) => registered.has(source) || (reached.has(source) && registered.has(target)),
  );
  const record = wanted.filter(({ source }) => !known.has(source));
  const open = [...known].flatMap(([source, { targetIndex: target, doneEpoch }]) =>
    doneEpoch === 0n ? [{ source, target }] : [],
  );
  const withRecords = await withValidators(
    state,
    open.map(({ source }) => source),
  );
  const epoch = epochOf(state.header.slot);
  const stateOf = ({ source }: PendingConsolidation) => {
    const { slashed, withdrawableEpoch } = validatorAt(withRecords, source);
    return slashed ? "slashed" : withdrawableEpoch <= epoch ? "done" : "waiting";
  };
  const found: Found = {
    record,
    complete: open.filter((one) => stateOf(one) === "done"),
    waiting: open.filter((one) => stateOf(one) === "waiting"),
    slashed: open.filter((one) => stateOf(one) === "slashed"),
  };
  return { state: await withTop(withRecords, found.complete.length > 0), found };
}

async function withTop(state: VerifiedState, isNeeded: boolean): Promise<VerifiedState> {
  if (!isNeeded) return state;
  const { layout } = state;
  const withLength = await withNodes(state, [listLengthGindex(layout, "validators")]);
  return withNodes(withLength, listTopGindices(layout, "validators", state.listLength));
}

function nameOf({ source, target }: PendingConsolidation): PendingConsolidation {
  return { source, target };
}
