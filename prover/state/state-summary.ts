/**
 * The summary data of a `VerifiedState`, read from its tree: header, execution block, length of the balances list. The
 * same for whole and partial states.
 * @module
 */
import type { Node } from "@chainsafe/persistent-merkle-tree";
import { ssz } from "@lodestar/types";
import { HeaderNotOfStateError, HeaderSlotMismatchError } from "./errors.ts";
import { type ExecutionPlace, layoutOf, type SupportedFork } from "./layout.ts";
import { listLengthGindex } from "./list-tree.ts";
import { headerRoot } from "./ssz-branch.ts";
import { rootAt, uint64At } from "./state-node.ts";
import type { BeaconHeader, ExecutionPoint, VerifiedState } from "./verified-state.ts";

export type StateSummary = Omit<VerifiedState, "validatorBytes" | "fetchNodes">;

const SUMMARY_PATHS = [
  ["slot"],
  ["latestBlockHeader", "slot"],
  ["latestBlockHeader", "proposerIndex"],
  ["latestBlockHeader", "parentRoot"],
  ["latestBlockHeader", "bodyRoot"],
] as const;

/** Generalized indices that `summaryOf` reads. */
export function summaryGindices(fork: SupportedFork): bigint[] {
  const paths = SUMMARY_PATHS.map((path) => gindexOf(fork, ...path));
  const layout = layoutOf(fork);
  return [...paths, listLengthGindex(layout, "balances"), ...executionGindices(layout.execution)];
}

function executionGindices({ kind: _, ...gindices }: ExecutionPlace): bigint[] {
  return Object.values(gindices);
}

/**
 * @param stateNode  a tree whose root is `header.stateRoot`.
 * @throws HeaderSlotMismatchError, HeaderNotOfStateError, StateNodeMissingError
 */
export function summaryOf(stateNode: Node, fork: SupportedFork, header: BeaconHeader): StateSummary {
  const tree = { stateNode };
  const at = (...path: string[]) => gindexOf(fork, ...path);
  const uint64 = (...path: string[]) => uint64At(tree, at(...path));
  const slot = uint64("slot");
  if (slot !== BigInt(header.slot)) throw new HeaderSlotMismatchError(header.slot, slot, fork);

  // The post-state of a block contains its header without the state root. A state with a header of another slot is not
  // the post-state of a block, so its header is not on any chain; EIP-4788 detects that.
  const last = "latestBlockHeader";
  if (uint64(last, "slot") === slot) {
    requireSame("proposer_index", BigInt(header.proposerIndex), uint64(last, "proposerIndex"));
    requireSame("parent_root", header.parentRoot, rootAt(tree, at(last, "parentRoot")));
    requireSame("body_root", header.bodyRoot, rootAt(tree, at(last, "bodyRoot")));
  }

  const layout = layoutOf(fork);
  return {
    fork,
    layout,
    header,
    blockRoot: headerRoot(header),
    stateNode,
    listLength: Number(uint64At(tree, listLengthGindex(layout, "balances"))),
    execution: executionPoint(tree, layout.execution),
  };
}

function executionPoint(tree: { readonly stateNode: Node }, place: ExecutionPlace): ExecutionPoint {
  const blockHash = rootAt(tree, place.blockHashGindex);
  if (place.kind === "block-hash") return { kind: place.kind, blockHash };
  return {
    kind: place.kind,
    blockNumber: uint64At(tree, place.blockNumberGindex),
    blockHash,
    stateRoot: rootAt(tree, place.stateRootGindex),
    timestamp: uint64At(tree, place.timestampGindex),
  };
}

function gindexOf(fork: SupportedFork, ...path: string[]): bigint {
  return ssz[fork].BeaconState.getPathInfo(path).gindex;
}

function requireSame(field: string, inHeader: string | bigint, inState: string | bigint): void {
  if (inHeader !== inState) throw new HeaderNotOfStateError(field, String(inHeader), String(inState));
}
