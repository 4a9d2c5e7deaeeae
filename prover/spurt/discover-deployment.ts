/**
 * The validators of contracts that others deployed, at the block of a beacon state: found in the protocol's own storage, placed
 * in the beacon state, with everything that shows it. Nobody announces them and no event is believed.
 * @module
 */
import { resolve } from "node:path";
import type { VerifiedState } from "../state/verified-state.ts";
import { type KeptNodes, openKeptNodes } from "./kept-nodes.ts";
import {
  type DeployedProtocol,
  type Reading,
  type ReadProtocol,
  readDeployedProtocol,
} from "./read-deployed-protocol.ts";
import type { Tell } from "./stages.ts";

export interface DiscoveredDeployment extends ReadProtocol {
  /** What was fetched; an interrupted run goes on with it. */
  readonly kept: KeptNodes;
}

/** Where trie nodes are kept while a target is being made. */
export function nodesFileOf(out: string): string {
  return `${resolve(out)}.nodes`;
}

/**
 * @param state  a whole one.
 * @param nodesFile  where fetched trie nodes are kept until `kept.remove()`.
 * @throws OutputWriteError, and the errors of `readDeployedProtocol`.
 */
export async function discoverDeployment(
  deployed: DeployedProtocol,
  state: VerifiedState,
  nodesFile: string,
  tell: Tell,
  asked: Pick<Reading, "withOperators" | "registered"> = {},
): Promise<DiscoveredDeployment> {
  const kept = await openKeptNodes(nodesFile, (reason) =>
    tell({
      kind: "state-notice",
      text: `${nodesFile}: ${reason}. An interrupted run will fetch them again.`,
    }),
  );
  try {
    const read = await readDeployedProtocol(deployed, state, {
      nodes: kept.nodes,
      onNodes: kept.keep,
      onModule: (done, total, found) =>
        tell({ kind: "modules-read", done, total, found, nodes: kept.nodes.size }),
      ...asked,
      onNotice: (text) => tell({ kind: "state-notice", text }),
    });
    return { ...read, kept };
  } finally {
    await kept.flush();
  }
}
