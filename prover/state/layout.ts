/**
 * The layout of a `BeaconState` per fork: everything that depends on the fork is behind this type, selected by the fork
 * of the state and never guessed from an index. All generalized indices are derived from the SSZ types of
 * `@lodestar/types` and are relative to the STATE root. Source: consensus-specs, ssz/merkle-proofs.md (generalized
 * indices), <fork>/beacon-chain.md (BeaconState).
 * @module
 */
import { ssz } from "@lodestar/types";
import type { SupportedFork } from "./constants.ts";
import type { ListName, ListShape } from "./list-shape.ts";

export { SUPPORTED_FORKS, type SupportedFork } from "./constants.ts";

export interface ListPlace {
  /** The list root: its left child is the data root, its right child the length. */
  readonly gindex: bigint;
  readonly shape: ListShape;
}

/** What a state says of the execution block that belongs to it. */
export type ExecutionPlace =
  /** Up to Fulu: the whole header of the block's own payload. */
  | {
      readonly kind: "payload-header";
      readonly stateRootGindex: bigint;
      readonly blockHashGindex: bigint;
      readonly blockNumberGindex: bigint;
      readonly timestampGindex: bigint;
    }
  /** From Gloas on: the hash of the block on which the beacon block's own payload will build. */
  | { readonly kind: "block-hash"; readonly blockHashGindex: bigint };

export interface StateLayout {
  readonly fork: SupportedFork;
  /** Null where the fork has no such list: the two queues before Electra, `payloadExpectedWithdrawals` before Gloas. */
  readonly lists: {
    readonly balances: ListPlace;
    readonly validators: ListPlace;
    readonly pendingDeposits: ListPlace | null;
    readonly pendingConsolidations: ListPlace | null;
    readonly payloadExpectedWithdrawals: ListPlace | null;
  };
  /** `block_roots`, a vector: slot s lies in element s mod 8,192. */
  readonly blockRootsGindex: bigint;
  /** `historical_summaries`, the list root: a list of fixed depth in every fork. */
  readonly historicalSummariesGindex: bigint;
  readonly execution: ExecutionPlace;
}

/** The part of an SSZ type that places are derived from. */
interface StateType {
  readonly fields: Readonly<Record<string, unknown>>;
  getPathInfo(path: (string | number)[]): { readonly gindex: bigint };
}

export function layoutOf(fork: SupportedFork): StateLayout {
  const state: StateType = ssz[fork].BeaconState;
  const gindexOf = (...path: (string | number)[]): bigint => state.getPathInfo(path).gindex;
  const place = (list: ListName): ListPlace => ({ gindex: gindexOf(list), shape: shapeOf(state, list) });
  const placeIfAny = (list: ListName): ListPlace | null => (list in state.fields ? place(list) : null);
  return {
    fork,
    lists: {
      balances: place("balances"),
      validators: place("validators"),
      pendingDeposits: placeIfAny("pendingDeposits"),
      pendingConsolidations: placeIfAny("pendingConsolidations"),
      payloadExpectedWithdrawals: placeIfAny("payloadExpectedWithdrawals"),
    },
    blockRootsGindex: gindexOf("blockRoots"),
    historicalSummariesGindex: gindexOf("historicalSummaries"),
    execution: executionPlace(state, gindexOf),
  };
}

function executionPlace({ fields }: StateType, gindexOf: (...path: string[]) => bigint): ExecutionPlace {
  if ("latestBlockHash" in fields) {
    return { kind: "block-hash", blockHashGindex: gindexOf("latestBlockHash") };
  }
  const payload = "latestExecutionPayloadHeader";
  return {
    kind: "payload-header",
    stateRootGindex: gindexOf(payload, "stateRoot"),
    blockHashGindex: gindexOf(payload, "blockHash"),
    blockNumberGindex: gindexOf(payload, "blockNumber"),
    timestampGindex: gindexOf(payload, "timestamp"),
  };
}

/** By two leaves: in a list of fixed depth all are equally deep, in a progressive one the second level is deeper. */
function shapeOf(state: StateType, list: ListName): ListShape {
  const perLeaf = list === "balances" ? 4 : 1;
  const depthOf = (entry: number) => bits(state.getPathInfo([list, entry]).gindex);
  const first = depthOf(0);
  if (first !== depthOf(perLeaf)) return { kind: "progressive" };
  // Levels below the list root, without the one of the length mix-in.
  return { kind: "bounded", depth: first - bits(state.getPathInfo([list]).gindex) - 1 };
}

function bits(gindex: bigint): number {
  return gindex.toString(2).length;
}
