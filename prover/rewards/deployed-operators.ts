/**
 * Who operates the validators of a deployed protocol at a block, by its own storage: from a node, or from the trie nodes that
 * `discover` has written. Nothing of either is believed; the oracle's count says that nobody is left out.
 * @module
 */
import type { BundleDeployment } from "../bundle/deployment-schema.ts";
import { storageOfNodes } from "../chain/execution/proved-storage.ts";
import { TrieNodes } from "../chain/execution/trie-nodes.ts";
import type { Hex } from "../hex.ts";
import { networkOf } from "../puffer/network.ts";
import { readNodeOperators } from "../puffer/node-operators.ts";
import { placeValidators } from "../puffer/place-validators.ts";
import { type DeploymentReading, readDeployment, shownActive } from "../puffer/read-deployment.ts";
import { discoverDeployment } from "../spurt/discover-deployment.ts";
import type { KeptNodes } from "../spurt/kept-nodes.ts";
import type { DeployedProtocol } from "../spurt/read-deployed-protocol.ts";
import type { Tell } from "../spurt/stages.ts";
import { executionAnchorOf } from "../state/execution-anchor-of.ts";
import type { VerifiedState } from "../state/verified-state.ts";
import { OperatorsIncompleteError } from "./declared-errors.ts";

export interface DeployedEvidence {
  /** Of any blocks: that of the state's block is used instead of the node. */
  readonly evidence: readonly BundleDeployment[];
  /** Where fetched trie nodes are kept while they are read. */
  readonly nodesFile: string;
}

export interface DeployedOperators {
  /** Accounts by validator, for all that withdraw to their pods. */
  readonly operators: ReadonlyMap<number, Hex>;
  /** What was fetched; undefined where the evidence was enough. */
  readonly kept: KeptNodes | undefined;
}

/**
 * @param state  a whole one.
 * @throws OperatorsIncompleteError, and the errors of `discoverDeployment` or of the trie nodes.
 */
export async function deployedOperators(
  protocol: DeployedProtocol,
  state: VerifiedState,
  { evidence, nodesFile }: DeployedEvidence,
  tell: Tell,
): Promise<DeployedOperators> {
  const network = networkOf(protocol.network);
  const anchor = await executionAnchorOf(protocol.chain, state);
  const requireAll = (reading: DeploymentReading) => {
    const counted = reading.vault.activeValidators + BigInt(network.oracle.offset);
    const shown = shownActive(reading);
    if (BigInt(shown) !== counted) throw new OperatorsIncompleteError(state.header.slot, shown, counted);
  };
  const given = evidence.find(({ stateRoot }) => stateRoot === anchor.stateRoot);
  if (given === undefined) {
    const found = await discoverDeployment(protocol, state, nodesFile, tell, { withOperators: true });
    requireAll(found.reading);
    return { operators: found.operated!.operators, kept: found.kept };
  }
  const storage = storageOfNodes(anchor.stateRoot, new TrieNodes(given.nodes));
  const reading = await readDeployment(storage, network, anchor.timestamp, given.modules);
  requireAll(reading);
  const operatorOf = await readNodeOperators(storage, network, given.modules);
  const { validators } = placeValidators(
    state,
    reading.modules.flatMap(({ active }) => active),
  );
  return {
    operators: new Map(validators.map((placed) => [placed.index, operatorOf(placed)])),
    kept: undefined,
  };
}
