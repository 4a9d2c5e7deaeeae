/**
 * Makes the evidence for the validators and the accounting of contracts that others deployed: the branches of the state, and
 * exactly those trie nodes that a verifier reads.
 * @module
 */
import type { ExecutionAnchor } from "../chain/execution/execution-anchor.ts";
import { storageOfNodes } from "../chain/execution/proved-storage.ts";
import { TrieNodes } from "../chain/execution/trie-nodes.ts";
import type { Hex } from "../hex.ts";
import { type NetworkFile, networkOf } from "../puffer/network.ts";
import type { PlacedValidator, Places } from "../puffer/place-validators.ts";
import { type NamedModule, type Pair, readDeployment } from "../puffer/read-deployment.ts";
import { expectedWithdrawalsOf } from "../state/expected-withdrawals.ts";
import { type ListWindow, windowOfLeaf } from "../state/list-shape.ts";
import { elementBranch, listElement, listTopOf, listWindows, windowGindex } from "../state/list-tree.ts";
import { concatGindices, rootAt } from "../state/state-node.ts";
import type { VerifiedState } from "../state/verified-state.ts";
import { withoutSeed } from "./check-network.ts";
import { multiproofPlaces } from "./chunk-multiproof.ts";
import { type BundleDeployment, slotToJson } from "./deployment-schema.ts";

/** Siblings, in the tree of a validator, of the way up from key and credentials. */
const REST = [5n, 3n] as const;

export interface DeploymentParts {
  /** With its expected withdrawals. */
  readonly state: VerifiedState;
  readonly anchor: ExecutionAnchor;
  readonly network: NetworkFile;
  readonly modules: readonly NamedModule[];
  readonly places: Places;
  /** All that were fetched. */
  readonly nodes: TrieNodes;
}

/** @throws the errors of `readDeployment`. */
export async function makeDeployment(parts: DeploymentParts): Promise<BundleDeployment> {
  const { state, anchor, network, modules, places } = parts;
  const read = new TrieNodes(parts.nodes.all());
  const storage = storageOfNodes(anchor.stateRoot, read);
  const { vault } = await readDeployment(storage, networkOf(network), anchor.timestamp, modules);
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
      placed.length === 0
        ? null
        : {
            top: listTopOf(state, "validators"),
            entries: placed.map((validator) => ({
              index: validator.index,
              ...pairOf(validator),
              withdrawalCredentials: validator.withdrawalCredentials,
              rest: restOf(state, validator.index),
            })),
            siblings: siblingsOf(state, placed),
          },
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
    slots: vault.slots.map(slotToJson),
    nodes: read.used(),
  };
}

function restOf(state: VerifiedState, index: number): Hex[] {
  const stateNode = listElement(state, "validators", index);
  return REST.map((gindex) => rootAt({ stateNode }, gindex));
}

/** By window, those without entries left out. */
function siblingsOf(state: VerifiedState, placed: readonly PlacedValidator[]): Hex[][] {
  const windows = listWindows(state.layout, "validators", state.listLength);
  const byWindow = new Map<ListWindow, PlacedValidator[]>();
  for (const validator of placed) {
    const window = windowOfLeaf(windows, validator.index);
    byWindow.set(window, [...(byWindow.get(window) ?? []), validator]);
  }
  return [...byWindow].map(([window, entries]) => {
    const top = windowGindex(state.layout, "validators", window);
    const places = multiproofPlaces(
      window.depth,
      entries.map(({ index }) => index - window.firstLeaf),
    );
    return places.map(({ level, position }) =>
      rootAt(state, concatGindices(top, 2n ** BigInt(window.depth - level) + BigInt(position))),
    );
  });
}
