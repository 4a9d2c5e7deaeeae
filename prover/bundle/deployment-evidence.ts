/**
 * Makes the evidence for the validators and the accounting of contracts that others deployed: the branches of the state, and
 * exactly those trie nodes that a verifier reads.
 * @module
 */
import type { ExecutionAnchor } from "../chain/execution/execution-anchor.ts";
import { storageOfNodes } from "../chain/execution/proved-storage.ts";
import { TrieNodes } from "../chain/execution/trie-nodes.ts";
import type { Hex } from "../hex.ts";
import type { RegistryEntry } from "../plan/registry.ts";
import { type NetworkFile, networkOf } from "../puffer/network.ts";
import type { Places } from "../puffer/place-validators.ts";
import {
  type DeploymentReading,
  type NamedModule,
  type Pair,
  paysPod,
  readDeployment,
} from "../puffer/read-deployment.ts";
import { expectedWithdrawalsOf } from "../state/expected-withdrawals.ts";
import { type ListWindow, windowOfLeaf } from "../state/list-shape.ts";
import { elementBranch, listElement, listTopOf, listWindows, windowGindex } from "../state/list-tree.ts";
import { concatGindices, rootAt } from "../state/state-node.ts";
import type { VerifiedState } from "../state/verified-state.ts";
import { withoutSeed } from "./check-network.ts";
import { multiproofPlaces } from "./chunk-multiproof.ts";
import { type BundleDeployment, slotToJson } from "./deployment-schema.ts";
import { DeploymentError } from "./verify-errors.ts";

/** Of a validator's eight fields, the first two. */
const [KEY, CREDENTIALS] = [8n, 9n] as const;
/** Siblings, in the tree of a validator, of the way up from key and credentials. */
const REST = [5n, 3n] as const;

export interface DeploymentParts {
  /** With its expected withdrawals. */
  readonly state: VerifiedState;
  readonly anchor: ExecutionAnchor;
  readonly network: NetworkFile;
  readonly modules: readonly NamedModule[];
  readonly places: Places;
  /** Where a contract says which validators are counted. */
  readonly registered?: RegisteredValidators | undefined;
  /** All that were fetched. */
  readonly nodes: TrieNodes;
}

/** Of a PufferRegistry, in its order. */
export interface RegisteredValidators {
  readonly registry: Hex;
  readonly entries: readonly RegistryEntry[];
}

/** @throws DeploymentError for a registered validator that withdraws to no module's pod, and the errors of `readDeployment`. */
export async function makeDeployment(parts: DeploymentParts): Promise<BundleDeployment> {
  const { state, anchor, network, modules, places } = parts;
  const read = new TrieNodes(parts.nodes.all());
  const storage = storageOfNodes(anchor.stateRoot, read);
  const reading = await readDeployment(storage, networkOf(network), anchor.timestamp, modules);
  const former = formerOf(parts, reading);
  const numberOf = new Map(modules.map(({ name }, number) => [name, number]));
  const pairOf = ({ module, position }: Pair) => ({ module: numberOf.get(module)!, position });
  const placed = [...places.validators, ...places.foreign].sort((a, b) => a.index - b.index);
  return {
    network: withoutSeed(network),
    blockNumber: anchor.blockNumber.toString(),
    blockTimestamp: anchor.timestamp.toString(),
    stateRoot: anchor.stateRoot,
    branch: anchor.branch,
    header: anchor.kind === "block-hash" ? anchor.header : null,
    modules: modules.map(({ name, active }) => ({ name, active: [...active] })),
    validators:
      placed.length + former.length === 0
        ? null
        : {
            top: listTopOf(state, "validators"),
            entries: placed.map((validator) => ({
              index: validator.index,
              ...pairOf(validator),
              withdrawalCredentials: validator.withdrawalCredentials,
              rest: restOf(state, validator.index),
            })),
            ...(former.length > 0 && { former }),
            siblings: siblingsOf(
              state,
              [...placed, ...former].map(({ index }) => index).sort((a, b) => a - b),
            ),
          },
    ...(parts.registered && { registeredIn: parts.registered.registry.toLowerCase() as Hex }),
    waiting: {
      top: places.waiting.length === 0 ? null : listTopOf(state, "pendingDeposits"),
      entries: places.waiting.map((validator) => {
        const { position, amountGwei, withdrawalCredentials, signatureRoot, rest } = validator.entry;
        return {
          ...pairOf(validator),
          place: position,
          amountGwei,
          withdrawalCredentials,
          signatureRoot,
          rest,
          branch: elementBranch(state, "pendingDeposits", position, 1n),
        };
      }),
    },
    withdrawals: expectedWithdrawalsOf(state),
    slots: reading.vault.slots.map(slotToJson),
    nodes: read.used(),
  };
}

function restOf(state: VerifiedState, index: number): Hex[] {
  const stateNode = listElement(state, "validators", index);
  return REST.map((gindex) => rootAt({ stateNode }, gindex));
}

/** Registered ones that stand in the list and are no validators of ACTIVE pairs, with the module whose pod they withdraw to. */
function formerOf({ state, places, registered }: DeploymentParts, { modules }: DeploymentReading) {
  const placed = new Set([...places.validators, ...places.foreign].map(({ index }) => index));
  return (registered?.entries ?? [])
    .map(({ index }) => index)
    .filter((index) => index < state.listLength && !placed.has(index))
    .sort((a, b) => a - b)
    .map((index) => {
      const entry = { stateNode: listElement(state, "validators", index) };
      const [pubkeyRoot, withdrawalCredentials] = [rootAt(entry, KEY), rootAt(entry, CREDENTIALS)];
      const module = modules.findIndex((one) => paysPod(one, { withdrawalCredentials }));
      if (module === -1) {
        throw new DeploymentError(
          `validator ${index} of the registry ${registered!.registry} withdraws to ${withdrawalCredentials}, which is no pod of its modules`,
        );
      }
      return { index, module, pubkeyRoot, withdrawalCredentials, rest: restOf(state, index) };
    });
}

/** By window, those without entries left out. @param indices  rising. */
function siblingsOf(state: VerifiedState, indices: readonly number[]): Hex[][] {
  const windows = listWindows(state.layout, "validators", state.listLength);
  const byWindow = new Map<ListWindow, number[]>();
  for (const index of indices) {
    const window = windowOfLeaf(windows, index);
    byWindow.set(window, [...(byWindow.get(window) ?? []), index]);
  }
  return [...byWindow].map(([window, inWindow]) => {
    const top = windowGindex(state.layout, "validators", window);
    const places = multiproofPlaces(
      window.depth,
      inWindow.map((index) => index - window.firstLeaf),
    );
    return places.map(({ level, position }) =>
      rootAt(state, concatGindices(top, 2n ** BigInt(window.depth - level) + BigInt(position))),
    );
  });
}
