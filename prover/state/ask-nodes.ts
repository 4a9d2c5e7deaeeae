/**
 * Fetches nodes of a state tree from a beacon node that serves multiproofs, in as many requests as needed: each answer
 * contains the nodes and the siblings of their paths, and is rejected unless it hashes to the state root of the header.
 *
 * A descriptor is the shape of the answer, one bit per node in pre-order: 0 is an inner node, 1 a leaf. With n leaves
 * it has 2n − 1 bits. Source: ethereum/beacon-APIs #267 (compact multiproofs), ChainSafe/lodestar #2959 (limit).
 * @module
 */
import {
  computeDescriptor,
  createNodeFromProof,
  type Node,
  ProofType,
} from "@chainsafe/persistent-merkle-tree";
import { toHex } from "../hex.ts";
import type { BeaconNode } from "./beacon-node.ts";
import { StateProofMismatchError } from "./errors.ts";
import { mergeTrees } from "./merge-trees.ts";
import { BeaconNodeHttpError, BeaconNodeNonsenseError } from "./node-errors.ts";
import { useFastHasher } from "./use-fast-hasher.ts";
import type { BeaconHeader } from "./verified-state.ts";

/** Lodestar's default: half a descriptor's bytes are at most `api.maxGindicesInProof`, 512. */
const MAX_DESCRIPTOR_BYTES = 1024;
/** More than fit in one request, and few enough to find that out quickly. */
const GINDICES_TRIED = 1024;
/** How nodes (400, 500) and proxies say that a request is too large; anything else is about something else. */
const TOO_LARGE = [400, 413, 414, 431, 500];

export interface StateParts {
  /** Root of a partial tree that contains only the requested nodes. */
  readonly node: Node;
  /** As named by the beacon node, if it names one. */
  readonly fork: string | null;
}

/**
 * @param gindices  relative to the state root, at least one.
 * @throws StateProofMismatchError, and the errors of the node.
 */
export async function askNodes(
  node: BeaconNode,
  header: BeaconHeader,
  gindices: readonly bigint[],
  onProgress: (fetched: number) => void = () => {},
): Promise<StateParts> {
  await useFastHasher();
  const ordered = [...new Set(gindices)].sort(inOrderOfTree);
  let parts: StateParts | undefined;
  let fetched = 0;

  const add = async (group: readonly bigint[]): Promise<void> => {
    const descriptor = computeDescriptor(group as bigint[]);
    if (descriptor.length > MAX_DESCRIPTOR_BYTES && group.length > 1) return halves(group);
    let answer: StateParts;
    try {
      answer = await askOnce(node, header, descriptor);
    } catch (error) {
      // A node may have a smaller limit.
      const isTooLarge = error instanceof BeaconNodeHttpError && TOO_LARGE.includes(error.status);
      if (isTooLarge && group.length > 1) return halves(group);
      throw error;
    }
    parts = { ...answer, node: parts === undefined ? answer.node : mergeTrees(parts.node, answer.node) };
    fetched += group.length;
    onProgress(fetched);
  };
  const halves = async (group: readonly bigint[]): Promise<void> => {
    const middle = Math.ceil(group.length / 2);
    await add(group.slice(0, middle));
    await add(group.slice(middle));
  };

  for (let from = 0; from < ordered.length; from += GINDICES_TRIED) {
    await add(ordered.slice(from, from + GINDICES_TRIED));
  }
  return parts!;
}

async function askOnce(node: BeaconNode, header: BeaconHeader, descriptor: Uint8Array): Promise<StateParts> {
  const { leaves, fork } = await node.askStateProof(header, descriptor);
  let tree: Node;
  try {
    // By the descriptor that was sent: the descriptor in the answer is ignored.
    tree = createNodeFromProof({
      type: ProofType.compactMulti,
      leaves: leaves as Uint8Array[],
      descriptor,
    });
  } catch (cause) {
    const request = `a proof about the state of slot ${header.slot}`;
    throw new BeaconNodeNonsenseError(node.name, request, (cause as Error).message, cause);
  }
  const actual = toHex(tree.root);
  if (actual !== header.stateRoot) throw new StateProofMismatchError(node.name, header.stateRoot, actual);
  return { node: tree, fork };
}

/** Neighbours in the tree share most of their paths, so they go into one request. */
function inOrderOfTree(a: bigint, b: bigint): number {
  const [left, right] = [a.toString(2), b.toString(2)];
  return left < right ? -1 : left > right ? 1 : 0;
}
