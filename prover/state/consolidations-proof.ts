/**
 * Consolidated validators (EIP-7251) whose principal others hold at a block: their entries of the validators list, which show
 * that they are withdrawable and were not slashed, and the balances of their groups. Which validator a balance went to is the
 * chain's to say: the queue that named it is empty by then.
 * Source: consensus-specs electra/beacon-chain.md (process_pending_consolidations).
 * @module
 */

import { groupCreditsGwei, rootOf } from "../chain/execution/consolidated-credit.ts";
import type { ConsolidationsProof } from "../chain/execution/execution-proof.ts";
import type { RecordedConsolidation } from "../chain/views/read-consolidations.ts";
import { balanceGweiAt } from "./balances.ts";
import { chunkOf } from "./chunk-of.ts";
import { epochOf } from "./epochs.ts";
import { ConsolidationNotDoneError } from "./errors.ts";
import { gindexInWindow, windowOfLeaf } from "./list-shape.ts";
import {
  elementBranch,
  listElement,
  listLength,
  listTopGindices,
  listTopOf,
  listWindows,
  windowGindex,
} from "./list-tree.ts";
import { nodeBelow, rootAt } from "./state-node.ts";
import { validatorAt, withValidators } from "./validator-record.ts";
import type { VerifiedState } from "./verified-state.ts";
import { withNodes } from "./with-nodes.ts";

/** A validator of the registry that exists at the block. */
export interface GroupCandidate {
  /** Number of its provision. */
  readonly provision: bigint;
  readonly index: number;
  readonly principalGwei: bigint;
  /** Its principal had not come back to the pool by the block. */
  readonly isOut: boolean;
}

/** Parents of public key and credentials, and of the two epochs of the activation, in a container of 8 fields. */
const KEY_AND_CREDENTIALS = 4n;
const ACTIVATION = 6n;

/**
 * Those whose consolidation can make a difference: a source that holds its principal brings nothing along.
 * @param state  with their balances.
 */
export function possibleSources(
  state: VerifiedState,
  candidates: readonly GroupCandidate[],
): GroupCandidate[] {
  return candidates.filter(
    ({ index, principalGwei, isOut }) => isOut && balanceGweiAt(state, index) < principalGwei,
  );
}

/**
 * @param state       with the balances of the candidates; other nodes are fetched.
 * @param candidates  of the registry, those that exist.
 * @param done        by source, carried out by the epoch of the state: those of `possibleSources`, and of where they lead.
 * @returns null where no validator holds the principal of others.
 * @throws ConsolidationNotDoneError, and the errors of the beacon nodes.
 */
export async function consolidationsProofOf(
  state: VerifiedState,
  candidates: readonly GroupCandidate[],
  done: ReadonlyMap<number, RecordedConsolidation>,
): Promise<ConsolidationsProof | null> {
  const { members, used, creditedGwei } = groupsWithCredit(state, candidates, done);
  if (creditedGwei === 0n) return null;
  const withSources = await withValidators(state, used);
  const whole = await withNodes(
    withSources,
    listTopGindices(state.layout, "validators", listLength(withSources, "validators")),
  );
  return {
    top: listTopOf(whole, "validators"),
    sources: used.map((index) => sourceOf(whole, index, done.get(index)!)),
    members: members.map(({ provision, index, isOut }) => ({
      provision: provision.toString(),
      validatorIndex: index.toString(),
      isOut,
      ...balanceProof(whole, index),
    })),
    creditedGwei: creditedGwei.toString(),
  };
}

/** Groups without credit are left out: they change nothing. */
function groupsWithCredit(
  state: VerifiedState,
  candidates: readonly GroupCandidate[],
  done: ReadonlyMap<number, RecordedConsolidation>,
) {
  const targets = new Map(
    [...done].map(([source, { targetIndex }]) => [BigInt(source), BigInt(targetIndex)] as const),
  );
  const rootOfIndex = (index: number) => rootOf(BigInt(index), targets) ?? BigInt(index);
  const sources = possibleSources(state, candidates).filter(({ index }) => done.has(index));
  const roots = new Set(sources.map(({ index }) => rootOfIndex(index)));
  const members = [...sources, ...candidates.filter(({ index }) => roots.has(BigInt(index)))];
  const credits = groupCreditsGwei(
    members.map(({ index, principalGwei, isOut }) => ({
      index: BigInt(index),
      rootIndex: rootOfIndex(index),
      principalGwei,
      isOut,
      balanceGwei: balanceGweiAt(state, index),
    })),
  );
  const counted = members.filter(({ index }) => (credits.get(rootOfIndex(index)) ?? 0n) > 0n);
  const used = new Set<number>();
  for (const { index } of counted) {
    for (let source = index; done.has(source) && !used.has(source); source = done.get(source)!.targetIndex) {
      used.add(source);
    }
  }
  return {
    members: counted.sort((a, b) => a.index - b.index),
    used: [...used].sort((a, b) => a - b),
    creditedGwei: [...credits.values()].reduce((sum, credit) => sum + credit, 0n),
  };
}

/** What `complete` of the contract takes, and `verify` again. */
export function sourceOf(
  state: VerifiedState,
  index: number,
  { targetIndex, doneEpoch }: RecordedConsolidation,
): ConsolidationsProof["sources"][number] {
  const { slashed, withdrawableEpoch } = validatorAt(state, index);
  const epoch = epochOf(state.header.slot);
  if (slashed || withdrawableEpoch !== doneEpoch || withdrawableEpoch > epoch) {
    throw new ConsolidationNotDoneError(index, state.header.slot, doneEpoch);
  }
  return { sourceIndex: index.toString(), targetIndex: targetIndex.toString(), ...entryOf(state, index) };
}

/** An entry of the validators list as the contract reads it, `slashed` left out. */
export function entryOf(state: VerifiedState, index: number) {
  const { effectiveBalanceGwei, exitEpoch, withdrawableEpoch } = validatorAt(state, index);
  const entry = { stateNode: listElement(state, "validators", index) };
  return {
    effectiveBalanceGwei: effectiveBalanceGwei.toString(),
    exitEpoch: exitEpoch.toString(),
    withdrawableEpoch: withdrawableEpoch.toString(),
    keyAndCredentials: rootAt(entry, KEY_AND_CREDENTIALS),
    activation: rootAt(entry, ACTIVATION),
    branch: elementBranch(state, "validators", index, 1n),
  };
}

function balanceProof(state: VerifiedState, index: number) {
  const { layout, listLength: length } = state;
  const chunk = chunkOf(index);
  const windows = listWindows(layout, "balances", length);
  const window = windowOfLeaf(windows, chunk);
  const { node, branch } = nodeBelow(
    state,
    windowGindex(layout, "balances", window),
    gindexInWindow(window, chunk),
  );
  return { chunk: node, branch };
}
