/**
 * The fork of a state that a beacon node sends. The state's own fork version decides where it is known; else the node
 * says it: with the answer, or by its schedule. Where they contradict each other, the node is at fault.
 * @module
 */
import type { BeaconNode } from "./beacon-node.ts";
import { ForkMismatchError } from "./errors.ts";
import { forkByVersion, forkOfState } from "./fork-of-state.ts";
import type { SupportedFork } from "./layout.ts";
import { ToldForkError } from "./node-errors.ts";
import { glanceAtState } from "./state-bytes.ts";

/** An answer about the state of a slot. */
export interface NodesAnswer {
  readonly node: BeaconNode;
  readonly slot: number;
  /** The fork named with the answer; null if none is, as behind a proxy that drops headers. */
  readonly named: string | null;
}

/** As named with the answer, else by the node's schedule. Not checked. @throws as `askForkSchedule` */
export async function forkToldByNode({ node, slot, named }: NodesAnswer): Promise<string> {
  return named ?? (await node.askForkSchedule()).forkAt(slot);
}

/** The fork of a whole state. @throws as `forkOfState`, `askForkSchedule` and `blamingNode` */
export async function forkOfNodesState(answer: NodesAnswer, stateBytes: Uint8Array): Promise<SupportedFork> {
  const isKnown = forkByVersion(glanceAtState(stateBytes)) !== undefined;
  const given = answer.named ?? (isKnown ? undefined : await forkToldByNode(answer));
  return blamingNode(answer, () => forkOfState(stateBytes, given));
}

/** @throws ToldForkError where the fork of `decide` is not the state's, and what else it throws. */
export function blamingNode<T>({ node, slot }: NodesAnswer, decide: () => T): T {
  try {
    return decide();
  } catch (error) {
    if (!(error instanceof ForkMismatchError)) throw error;
    const { given, reason, actual } = error;
    throw new ToldForkError(node.name, slot, given, actual, reason);
  }
}
