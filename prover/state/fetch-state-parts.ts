/**
 * State source: beacon nodes that serve multiproofs. Only the needed nodes are fetched, kilobytes instead of hundreds
 * of megabytes: the common ones first, the rest when they are known. Every answer must hash to the state root of the
 * pinned header.
 * @module
 */
import { ProgressiveContainerType } from "@chainsafe/ssz";
import { ssz } from "@lodestar/types";
import { type Hex, toHex } from "../hex.ts";
import { activeFieldsChunk } from "./active-fields.ts";
import { askNodes } from "./ask-nodes.ts";
import { askBeaconNodes, type BeaconAccess } from "./beacon-access.ts";
import type { BeaconNode } from "./beacon-node.ts";
import { ForkMismatchError } from "./errors.ts";
import { blamingNode, forkToldByNode } from "./fork-by-node.ts";
import { forkOfGlance, parseFork } from "./fork-of-state.ts";
import type { SupportedFork } from "./layout.ts";
import { hasNode, mergeTrees } from "./merge-trees.ts";
import { rootAt } from "./state-node.ts";
import { summaryGindices, summaryOf } from "./state-summary.ts";
import type { BeaconHeader, VerifiedState } from "./verified-state.ts";

const ROOT_GINDEX = 1n;
const NOTHING: Hex = `0x${"00".repeat(32)}`;
const VERSION_DIGITS = 8;
/** Of a progressive container, beside its data root (EIP-7495). */
const ACTIVE_FIELDS_GINDEX = 3n;

type StateType = (typeof ssz)[SupportedFork]["BeaconState"];

/**
 * The summary of the state of a pinned header; `withNodes` fetches more.
 * @throws what `askNodes` and `summaryOf` throw; ForkUnsupportedError, PresetUnsupportedError and
 * ToldForkError as for whole states.
 */
export async function stateParts(
  node: BeaconNode,
  header: BeaconHeader,
  access: BeaconAccess,
): Promise<VerifiedState> {
  // The layout depends on the fork: the shortest answer names it.
  const { fork: named } = await askNodes(node, header, [ROOT_GINDEX]);
  const answer = { node, slot: header.slot, named };
  const told = parseFork(await forkToldByNode(answer));
  const gindices = [...glanceGindices(told), ...summaryGindices(told)];
  const { node: stateNode } = await askNodes(node, header, gindices);
  const fork = blamingNode(answer, () => checkedFork(stateNode, told));
  return {
    ...summaryOf(stateNode, fork, header),
    validatorBytes: null,
    fetchNodes: (more) => widened(stateNode, fork, header, more, access),
  };
}

/** The same state with more tree nodes, from the first beacon node that serves them. */
async function widened(
  stateNode: VerifiedState["stateNode"],
  fork: SupportedFork,
  header: BeaconHeader,
  gindices: readonly bigint[],
  access: BeaconAccess,
): Promise<VerifiedState> {
  const missing = gindices.filter((gindex) => !hasNode(stateNode, gindex));
  let tree = stateNode;
  if (missing.length > 0) {
    const parts = await askBeaconNodes(access, (node) => askNodes(node, header, missing, access.onNodes));
    tree = mergeTrees(stateNode, parts.node);
  }
  return {
    ...summaryOf(tree, fork, header),
    validatorBytes: null,
    fetchNodes: (more) => widened(tree, fork, header, more, access),
  };
}

/** Like `forkOfState`: the told fork must match the network and the shape of the state. */
function checkedFork(stateNode: VerifiedState["stateNode"], told: SupportedFork): SupportedFork {
  const [network, version] = glanceGindices(told).map((gindex) => rootAt({ stateNode }, gindex));
  const fork = forkOfGlance(
    {
      genesisValidatorsRoot: network!,
      currentVersion: version!.slice(0, 2 + VERSION_DIGITS) as Hex,
      shape: told,
    },
    told,
  );
  if (!hasShapeOf(stateNode, told)) {
    throw new ForkMismatchError(told, "another fork", "the shape of the state (its number of fields)");
  }
  return fork;
}

/** Network and fork version, and what `hasShapeOf` reads. */
function glanceGindices(fork: SupportedFork): bigint[] {
  const { BeaconState } = ssz[fork];
  return [
    BeaconState.getPathInfo(["genesisValidatorsRoot"]).gindex,
    BeaconState.getPathInfo(["fork", "currentVersion"]).gindex,
    ...shapeGindices(BeaconState),
  ];
}

/** A progressive container says which fields it has; else the last field, never zero, and the place behind it. */
function shapeGindices(type: StateType): bigint[] {
  if (type instanceof ProgressiveContainerType) return [ACTIVE_FIELDS_GINDEX];
  const behindLast = 2n ** BigInt(type.depth) + BigInt(type.fieldsEntries.length);
  return [behindLast - 1n, behindLast];
}

function hasShapeOf(stateNode: VerifiedState["stateNode"], fork: SupportedFork): boolean {
  const type = ssz[fork].BeaconState;
  const found = shapeGindices(type).map((gindex) => rootAt({ stateNode }, gindex));
  if (type instanceof ProgressiveContainerType)
    return found[0] === toHex(activeFieldsChunk(type.activeFields));
  return found[0] !== NOTHING && found[1] === NOTHING;
}
