/**
 * The deployed protocol at the block of a beacon state, by a node and with everything that shows it: what is proved, and what an
 * auditor compares a bundle with.
 * @module
 */
import { makeDeployment, type RegisteredValidators } from "../bundle/deployment-evidence.ts";
import type { BundleDeployment } from "../bundle/deployment-schema.ts";
import type { ChainClient } from "../chain/client/chain-client.ts";
import { requireBlock } from "../chain/execution/ask-account.ts";
import { storageOfChain } from "../chain/execution/proved-storage.ts";
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
import { NoValidatorsError } from "./source-errors.ts";

export interface DeployedProtocol {
  readonly chain: ChainClient;
  readonly network: NetworkFile;
}

export interface ReadProtocol {
  readonly deployment: BundleDeployment;
  readonly reading: DeploymentReading;
  readonly places: Places;
  /** Those that hold ETH for pufETH, by rising index; or the registered ones, in their order. */
  readonly registry: readonly RegistryEntry[];
  /** Who operates them, where it was asked for. */
  readonly operated: OperatedValidators | null;
}

export interface OperatedValidators {
  /** By validator index. */
  readonly operators: ReadonlyMap<number, Hex>;
  /** The deployment, with the trie nodes that show the operators too. */
  readonly evidence: BundleDeployment;
}

export interface Reading {
  /** Those that are there are not asked for; those that are asked for are added. */
  readonly nodes: TrieNodes;
  readonly onNodes?: (added: readonly Hex[]) => void;
  readonly onModule?: (done: number, total: number, found: number) => void;
  /** E.g. that events cannot be read. */
  readonly onNotice?: (text: string) => void;
  /** Whether it is read who operates each validator. */
  readonly withOperators?: boolean;
  /** Those that a contract counts, instead of all that are found. */
  readonly registered?: RegisteredValidators | undefined;
}

/**
 * @param state  a whole one.
 * @throws ImplementationUnknownError, NoValidatorsError, WholeStateNeededError, and how the node fails.
 */
export async function readDeployedProtocol(
  { chain, network: file }: DeployedProtocol,
  state: VerifiedState,
  { nodes, onNodes, onModule = () => {}, onNotice = () => {}, withOperators = false, registered }: Reading,
): Promise<ReadProtocol> {
  const network = networkOf(file);
  const anchor = await executionAnchorOf(chain, state);
  await requireBlock(chain, anchor);
  const storage = storageOfChain(chain, anchor, nodes, onNodes);
  const { names, notice } = await moduleNames(chain, network, anchor.blockNumber);
  if (notice !== undefined) onNotice(notice);
  const modules = await discoverActive(storage, network, names, (done, found) =>
    onModule(done, names.length, found),
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
    nodes,
    registered,
  });
  const registry =
    registered?.entries ?? places.validators.map(({ index }) => ({ index, principalGwei: PRINCIPAL_GWEI }));
  const found = { deployment, reading, places, registry };
  if (!withOperators) return { ...found, operated: null };
  // A set of its own says afterwards which nodes were read.
  const read = new TrieNodes(nodes.all());
  const keep = (added: readonly Hex[]) => {
    nodes.add(added);
    onNodes?.(added);
  };
  const operatorOf = await readNodeOperators(storageOfChain(chain, anchor, read, keep), network, modules);
  const operators = new Map(places.validators.map((placed) => [placed.index, operatorOf(placed)]));
  const needed = new Set(deployment.nodes);
  const further = read.used().filter((node) => !needed.has(node));
  const evidence = { ...deployment, nodes: [...deployment.nodes, ...further.sort()] };
  return { ...found, operated: { operators, evidence } };
}
