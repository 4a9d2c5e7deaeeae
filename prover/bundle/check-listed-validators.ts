/**
 * Checks the entries of the validators list that a bundle of deployed contracts shows: those of ACTIVE pairs, and those that a
 * registry has of pairs that are no longer ACTIVE.
 * @module
 */
import { fromHex, type Hex, toHex } from "../hex.ts";
import { type ActiveValidator, type DeploymentReading, paysPod } from "../puffer/read-deployment.ts";
import { type ListWindow, windowOfLeaf } from "../state/list-shape.ts";
import { windowNode } from "../state/list-top.ts";
import { branchRoot, hashPair } from "../state/ssz-branch.ts";
import { multiproofRoot } from "./chunk-multiproof.ts";
import type { BundleDeployment } from "./deployment-schema.ts";
import type { BundleManifest } from "./schema.ts";
import { topWindows } from "./top-windows.ts";
import { DeploymentError } from "./verify-errors.ts";

/** Of the left half of a validator's tree, in which its key is the first leaf. */
const KEY_GINDEX = 8n;

export type FindActive = (pair: { readonly module: number; readonly position: number }) => ActiveValidator;

export interface PlacedEntry {
  readonly index: number;
  readonly validator: ActiveValidator;
  readonly isOwn: boolean;
}

export interface ShownValidators {
  readonly placed: readonly PlacedEntry[];
  /** Indices of those that are not ACTIVE, and withdraw to a module's pod. */
  readonly former: readonly number[];
}

/** @throws DeploymentError */
export function checkListedValidators(
  { fork, header, listLength }: BundleManifest,
  validators: BundleDeployment["validators"],
  active: FindActive,
  { modules }: DeploymentReading,
): ShownValidators {
  if (validators === null) return { placed: [], former: [] };
  const { top, entries, former = [], siblings } = validators;
  if (entries.length + former.length === 0) throw new DeploymentError("it shows a list for no validator");
  const windows = topWindows("validators", fork, top, header.stateRoot);
  if (top.length !== listLength)
    throw new DeploymentError(`its list of validators has ${top.length} entries`);
  requireRising(entries, top.length);
  requireRising(former, top.length);
  const roots = new Map<number, Hex>();
  const put = (pubkeyRoot: Hex, { index, withdrawalCredentials, rest }: ShownEntry) => {
    if (roots.has(index)) throw new DeploymentError(`validator ${index} is shown twice`);
    roots.set(index, branchRoot(pubkeyRoot, [withdrawalCredentials, ...rest], KEY_GINDEX));
  };
  const seen = new Set<ActiveValidator>();
  const placed = entries.map((entry): PlacedEntry => {
    const { index } = entry;
    const validator = active(entry);
    if (seen.has(validator)) throw new DeploymentError(`validator ${index} is that of another index`);
    seen.add(validator);
    put(validator.pubkeyRoot, entry);
    return { index, validator, isOwn: paysPod(validator, entry) };
  });
  for (const entry of former) {
    const module = modules[entry.module];
    if (module === undefined || !paysPod(module, entry)) {
      throw new DeploymentError(`validator ${entry.index} does not withdraw to the pod of its module`);
    }
    put(entry.pubkeyRoot, entry);
  }
  const leaves = new Map<ListWindow, Map<number, Uint8Array>>();
  for (const [index, root] of [...roots].sort(([a], [b]) => a - b)) {
    const window = windowOfLeaf(windows, index);
    const inWindow = leaves.get(window) ?? new Map<number, Uint8Array>();
    leaves.set(window, inWindow.set(index - window.firstLeaf, fromHex(root)));
  }
  if (leaves.size !== siblings.length)
    throw new DeploymentError("siblings are missing, or there are too many");
  for (const [i, [window, inWindow]] of [...leaves].entries()) {
    const root = multiproofRoot(window.depth, inWindow, siblings[i]!.map(fromHex), hashPair);
    if (root === undefined || toHex(root) !== windowNode(top, window)) {
      throw new DeploymentError("its validators are not those of the state");
    }
  }
  return { placed, former: former.map(({ index }) => index) };
}

interface ShownEntry {
  readonly index: number;
  readonly withdrawalCredentials: Hex;
  readonly rest: readonly Hex[];
}

function requireRising(entries: readonly ShownEntry[], length: number): void {
  let before = -1;
  for (const { index } of entries) {
    if (index <= before || index >= length) throw new DeploymentError(`index ${index} is out of order`);
    before = index;
  }
}
