/**
 * Checks what a bundle says about contracts that others deployed, by their own storage at its block:
 *   - the execution state root is the one of the beacon state, and the block's time is the slot's;
 *   - vault, oracle, depositor and protocol have implementations that the network file knows, and each slot has its value;
 *   - each validator counted is ACTIVE there, once, and stands in the validators list with its key, the credentials of its
 *     module's pod, and its index; the registry that the proofs are about is exactly these, or, where a PufferRegistry is named,
 *     some of these and of others that withdraw to a module's pod, in any order;
 *   - each waiting deposit is in the queue, for the key of an ACTIVE validator, to its pod;
 *   - no trie node is listed that is not needed.
 * Taken on trust: the network file, unless it is compared with one; that a key is not behind a deposit of somebody else in the
 * queue; what the accounting cannot see (deployment-terms.ts).
 * @module
 */
import { storageOfNodes } from "../chain/execution/proved-storage.ts";
import { TrieNodes } from "../chain/execution/trie-nodes.ts";
import { PRINCIPAL_GWEI } from "../puffer/accounting.ts";
import { networkOf, SECONDS_PER_SLOT } from "../puffer/network.ts";
import {
  type ActiveValidator,
  type DeploymentReading,
  paysPod,
  readDeployment,
} from "../puffer/read-deployment.ts";
import { layoutOf } from "../state/layout.ts";
import { gindexInWindow, windowOfLeaf } from "../state/list-shape.ts";
import { windowNode } from "../state/list-top.ts";
import { verifyBranch } from "../state/ssz-branch.ts";
import { entryRoot } from "./check-deposits.ts";
import { checkExecutionBlock } from "./check-execution-block.ts";
import { checkListedValidators, type FindActive } from "./check-listed-validators.ts";
import { checkWithdrawals } from "./check-withdrawals.ts";
import { type BundleDeployment, slotToJson } from "./deployment-schema.ts";
import type { Bundle, BundleManifest } from "./schema.ts";
import { topWindows } from "./top-windows.ts";
import { DeploymentError } from "./verify-errors.ts";

/** What a checked deployment says. */
export interface CheckedDeployment {
  readonly file: BundleDeployment;
  readonly reading: DeploymentReading;
  /** By rising index; they withdraw elsewhere. */
  readonly foreign: readonly ActiveValidator[];
  readonly foreignIndices: readonly number[];
  /** ACTIVE, and neither a validator nor waiting. */
  readonly missing: readonly ActiveValidator[];
  /** Indices of validators that are ACTIVE and withdraw to their pods, and that the registry lacks. */
  readonly uncounted: readonly number[];
}

/** @returns undefined for a bundle without one. @throws DeploymentError, and the errors of the parts. */
export async function checkDeployment(bundle: Bundle): Promise<CheckedDeployment | undefined> {
  const { manifest, deployment: file } = bundle;
  if (file === undefined) return undefined;
  if (bundle.execution !== null || manifest.startWei !== "0" || manifest.startCount !== 0) {
    throw new DeploymentError("it stands beside the sources of an oracle, or continues another bundle");
  }
  const { header, fork } = manifest;
  const network = networkOf(file.network);
  checkExecutionBlock(layoutOf(fork).execution, file, header.stateRoot);
  const timestamp = BigInt(file.blockTimestamp);
  const slotTime = BigInt(network.chain.genesisTime) + SECONDS_PER_SLOT * BigInt(header.slot);
  // Of a block hash the header says the time, and the block is an earlier one.
  if (file.header === null && timestamp !== slotTime) {
    throw new DeploymentError(`slot ${header.slot} is at ${slotTime}, not at ${timestamp}`);
  }
  checkWithdrawals(manifest, file);

  const nodes = new TrieNodes(file.nodes);
  const reading = await readDeployment(
    storageOfNodes(file.stateRoot, nodes),
    network,
    timestamp,
    file.modules,
  );
  if (!isSame(nodes.used(), file.nodes)) {
    throw new DeploymentError("its trie nodes are not exactly those that it needs, in their order");
  }
  if (!isSame(file.slots, reading.vault.slots.map(slotToJson))) {
    throw new DeploymentError("its list of slots is not what the trie nodes prove");
  }

  const active = activeByPair(file, reading);
  const { placed, former } = checkListedValidators(manifest, file.validators, active, reading);
  const waiting = checkWaiting(manifest, file.waiting, active);
  const counted = placed.filter(({ isOwn }) => isOwn).map(({ index }) => index);
  const uncounted = checkRegistry(bundle, file, counted, former);
  const foreign = placed.filter(({ isOwn }) => !isOwn);
  const found = new Set([...placed.map(({ validator }) => validator), ...waiting]);
  return {
    file,
    reading,
    foreign: foreign.map(({ validator }) => validator),
    foreignIndices: foreign.map(({ index }) => index),
    missing: reading.modules.flatMap((module) => module.active).filter((validator) => !found.has(validator)),
    uncounted,
  };
}

/** @returns indices that could be in the registry and are not: none, unless the registry is a contract's. */
function checkRegistry(
  { registry, manifest }: Bundle,
  { registeredIn }: BundleDeployment,
  counted: readonly number[],
  former: readonly number[],
): number[] {
  const listed = (index: number) => ({ index: String(index), principalGwei: PRINCIPAL_GWEI.toString() });
  if (registeredIn === undefined) {
    if (former.length > 0 || !isSame(registry, counted.map(listed))) {
      throw new DeploymentError(
        "its validators are not those of the registry that is proved, each with 32 ETH",
      );
    }
    return [];
  }
  const shown = new Set([...counted, ...former]);
  for (const entry of registry) {
    const index = Number(entry.index);
    // What is not in the list of balances yet counts nothing.
    const isShown = index >= manifest.listLength || shown.has(index);
    if (!isShown || !isSame(entry, listed(index))) {
      throw new DeploymentError(
        `validator ${entry.index} of the registry is not shown to withdraw to a pod, with 32 ETH`,
      );
    }
  }
  const registered = new Set(registry.map(({ index }) => Number(index)));
  const idle = former.find((index) => !registered.has(index));
  if (idle !== undefined) throw new DeploymentError(`validator ${idle} is shown, and not in the registry`);
  return counted.filter((index) => !registered.has(index));
}

function activeByPair({ modules }: BundleDeployment, reading: DeploymentReading): FindActive {
  const byPosition = reading.modules.map(
    ({ active }) => new Map(active.map((validator) => [validator.position, validator])),
  );
  return ({ module, position }) => {
    const validator = byPosition[module]?.get(position);
    if (validator === undefined) {
      throw new DeploymentError(`validator ${position} of ${modules[module]?.name ?? module} is not ACTIVE`);
    }
    return validator;
  };
}

function checkWaiting(
  { fork, header }: BundleManifest,
  { top, entries }: BundleDeployment["waiting"],
  active: FindActive,
): ActiveValidator[] {
  if ((top === null) !== (entries.length === 0))
    throw new DeploymentError("the top of its queue is missing or idle");
  if (top === null) return [];
  const windows = topWindows("pendingDeposits", fork, top, header.stateRoot);
  let before = -1;
  return entries.map((entry) => {
    const { place, branch } = entry;
    if (place <= before || place >= top.length) throw new DeploymentError(`deposit ${place} is out of order`);
    before = place;
    const validator = active(entry);
    if (!paysPod(validator, entry))
      throw new DeploymentError(`deposit ${place} pays another account than its pod`);
    const window = windowOfLeaf(windows, place);
    const leaf = entryRoot({ ...entry, pubkeyRoot: validator.pubkeyRoot });
    const claim = { leaf, branch, gindex: gindexInWindow(window, place), root: windowNode(top, window) };
    if (!verifyBranch(claim)) throw new DeploymentError(`entry ${place} of the queue is another deposit`);
    return validator;
  });
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
