/**
 * The calls of the contract that keeps consolidations (EIP-7251).
 * @module
 */
import type { Address } from "viem";
import type { Bundle } from "../../bundle/schema.ts";
import { consolidationsAbi as abi } from "../../chain/abi/consolidations-abi.ts";
import type { GroupMemberProof } from "../../chain/execution/execution-proof.ts";
import { entryOf } from "../../state/consolidations-proof.ts";
import { elementBranch } from "../../state/list-tree.ts";
import type { QueuedConsolidation } from "../../state/pending-consolidations.ts";
import type { VerifiedState } from "../../state/verified-state.ts";
import { headerArgument } from "./encode-header.ts";
import { balancesTopArgument } from "./encode-pages.ts";
import { topArgument } from "./encode-top.ts";

/** Shows what members of groups hold at a spurt's block. */
export function countCall(
  consolidations: Address,
  spurt: bigint,
  bundle: Pick<Bundle, "manifest">,
  members: readonly GroupMemberProof[],
) {
  const given = members.map(({ provision, chunk, branch }) => ({
    provision: BigInt(provision),
    chunk,
    branch,
  }));
  const args = [spurt, balancesTopArgument(bundle), given] as const;
  return { address: consolidations, abi, functionName: "count", args } as const;
}

/** A state whose block root EIP-4788 has under this time, seconds. */
export interface ShownState {
  readonly state: VerifiedState;
  readonly nextTimestamp: bigint;
}

/** Consolidations that wait in the queue of a state. */
export function recordCall(
  consolidations: Address,
  { state, nextTimestamp }: ShownState,
  queued: readonly QueuedConsolidation[],
) {
  const entries = queued.map(({ position, source, target }) => ({
    position: BigInt(position),
    sourceIndex: BigInt(source),
    targetIndex: BigInt(target),
    branch: elementBranch(state, "pendingConsolidations", position, 1n),
  }));
  const top = topArgument(state, "pendingConsolidations");
  const args = [nextTimestamp, headerArgument(state.header), top, entries] as const;
  return { address: consolidations, abi, functionName: "record", args } as const;
}

/** Sources that are withdrawable in a state and were not slashed. */
export function completeCall(
  consolidations: Address,
  { state, nextTimestamp }: ShownState,
  sources: readonly number[],
) {
  const given = sources.map((index) => {
    const { effectiveBalanceGwei, exitEpoch, withdrawableEpoch, ...rest } = entryOf(state, index);
    return {
      validatorIndex: BigInt(index),
      effectiveBalanceGwei: BigInt(effectiveBalanceGwei),
      exitEpoch: BigInt(exitEpoch),
      withdrawableEpoch: BigInt(withdrawableEpoch),
      ...rest,
    };
  });
  const top = topArgument(state, "validators");
  const args = [nextTimestamp, headerArgument(state.header), top, given] as const;
  return { address: consolidations, abi, functionName: "complete", args } as const;
}
