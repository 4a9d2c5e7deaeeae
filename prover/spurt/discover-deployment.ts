/**
 * The validators of contracts that others deployed, at the block of a beacon state: found in the protocol's own storage, placed
 * in the beacon state, with everything that shows it. Nobody announces them and no event is believed.
 * @module
 */
import { resolve } from "node:path";
import { makeDeployment } from "../bundle/deployment-evidence.ts";
import type { BundleDeployment } from "../bundle/deployment-schema.ts";
import type { ChainClient } from "../chain/client/chain-client.ts";
import { requireBlock } from "../chain/execution/ask-account.ts";
import { storageOfChain, storageOfNodes } from "../chain/execution/proved-storage.ts";
import { TrieNodes } from "../chain/execution/trie-nodes.ts";
import type { Hex } from "../hex.ts";
import type { RegistryEntry } from "../plan/registry.ts";
import { PRINCIPAL_GWEI } from "../puffer/accounting.ts";
import { discoverActive } from "../puffer/discover-active.ts";
import { moduleNames } from "../puffer/module-names.ts";
import { type NetworkFile, networkOf } from "../puffer/network.ts";
import { readNodeOperators } from "../puffer/node-operators.ts";
import { type Places, placeValidators } from "../puffer/place-validators.ts";
import { type DeploymentReading, readDeployment } from "../puffer/read-deployment.ts";
import { executionAnchorOf } from "../state/execution-anchor-of.ts";
import type { VerifiedState } from "../state/verified-state.ts";
import { type KeptNodes, openKeptNodes } from "./kept-nodes.ts";
import { NoValidatorsError } from "./source-errors.ts";
import type { Tell } from "./stages.ts";

export interface DeployedProtocol {
  readonly chain: ChainClient;
  readonly network: NetworkFile;
}

export interface DiscoveredDeployment {
  readonly deployment: BundleDeployment;
  readonly reading: DeploymentReading;
  readonly places: Places;
  /** Those that hold ETH for pufETH, by rising index. */
  readonly registry: readonly RegistryEntry[];
  /** Who operates them, where it was asked for. */
  readonly operated: OperatedValidators | null;
  /** What was fetched; an interrupted run goes on with it. */
  readonly kept: KeptNodes;
}

export interface OperatedValidators {
  /** By validator index. */
  readonly operators: ReadonlyMap<number, Hex>;
  /** The deployment, with the trie nodes that show the operators too. */
  readonly evidence: BundleDeployment;
}

/** Where trie nodes are kept while a target is being made. */
export function nodesFileOf(out: string): string {
  return `${resolve(out)}.nodes`;
}

/**
 * @param state  a whole one.
 * @param nodesFile  where fetched trie nodes are kept until `kept.remove()`.
 * @param options  `withOperators`: whether it is read who operates each validator.
 * @throws ImplementationUnknownError, NoValidatorsError, WholeStateNeededError, OutputWriteError, and how the node fails.
 */
export async function discoverDeployment(
  { chain, network: file }: DeployedProtocol,
  state: VerifiedState,
  nodesFile: string,
  tell: Tell,
  { withOperators = false }: { readonly withOperators?: boolean } = {},
): Promise<DiscoveredDeployment> {
  const network = networkOf(file);
  const anchor = await executionAnchorOf(chain, state);
  await requireBlock(chain, anchor);
  const kept = await openKeptNodes(nodesFile, (reason) =>
    tell({
      kind: "state-notice",
      text: `${nodesFile}: ${reason}. An interrupted run will fetch them again.`,
    }),
  );
  try {
    const storage = storageOfChain(chain, anchor, kept.nodes, kept.keep);
    const { names, notice } = await moduleNames(chain, network, anchor.blockNumber);
    if (notice !== undefined) tell({ kind: "state-notice", text: notice });
    const modules = await discoverActive(storage, network, names, (done, found) =>
      tell({ kind: "modules-read", done, total: names.length, found, nodes: kept.nodes.size }),
    );
    const reading = await readDeployment(storage, network, anchor.timestamp, modules);
    const places = placeValidators(
      state,
      reading.modules.flatMap(({ active }) => active),
    );
    if (places.validators.length === 0) throw new NoValidatorsError(file.name, modules.length);
    const deployment = await makeDeployment({
      state,
      anchor,
      network: file,
      modules,
      places,
      nodes: kept.nodes,
    });
    const registry = places.validators.map(({ index }) => ({ index, principalGwei: PRINCIPAL_GWEI }));
    if (!withOperators) return { deployment, reading, places, registry, operated: null, kept };
    await readNodeOperators(storage, network, modules);
    const read = new TrieNodes(kept.nodes.all());
    const operatorOf = await readNodeOperators(storageOfNodes(anchor.stateRoot, read), network, modules);
    const operators = new Map(places.validators.map((placed) => [placed.index, operatorOf(placed)]));
    const nodes = [...new Set([...deployment.nodes, ...read.used()])];
    const operated = { operators, evidence: { ...deployment, nodes } };
    return { deployment, reading, places, registry, operated, kept };
  } finally {
    await kept.flush();
  }
}
