/**
 * The provisions that do not exist as validators at a block: deposits waiting in `pending_deposits`, and write-offs.
 * The oracle rejects a report in which a provision is neither.
 *
 *     PendingDeposit: 5 fields, 8 leaves
 *       2 ─┬─ 4 ─┬─ 8 pubkey   9 withdrawal_credentials
 *          └─ 5 ─┬─ 10 amount  11 signature
 *       3 rest: slot, and padding
 *
 * Source: consensus-specs electra/beacon-chain.md (PendingDeposit).
 * @module
 */
import type { Node } from "@chainsafe/persistent-merkle-tree";
import { ssz } from "@lodestar/types";
import type { Address } from "viem";
import type { DepositsProof, WaitingDepositProof } from "../chain/execution/execution-proof.ts";
import type { RegistryContents, RegistryProvision } from "../chain/views/read-registry.ts";
import { settledBy } from "../chain/views/settled-by.ts";
import type { Hex } from "../hex.ts";
import { fieldGindex } from "./field-gindex.ts";
import { findValidators } from "./find-validators.ts";
import {
  elementBranch,
  listElement,
  listLength,
  listLengthGindex,
  listNodeGindex,
  listTopOf,
} from "./list-tree.ts";
import { podOfCredentials } from "./pod-of-credentials.ts";
import { ProvisionUnaccountedError, type ProvisionWhereabouts } from "./provision-errors.ts";
import { concatGindices, rootAt, uint64At } from "./state-node.ts";
import type { VerifiedState } from "./verified-state.ts";
import { withNodes } from "./with-nodes.ts";

const { PendingDeposit } = ssz.electra;
const PUBKEY = fieldGindex(PendingDeposit, "pubkey");
const CREDENTIALS = fieldGindex(PendingDeposit, "withdrawalCredentials");
const AMOUNT = fieldGindex(PendingDeposit, "amount");
const SIGNATURE = fieldGindex(PendingDeposit, "signature");
/** Parent of the four leaves from `slot` on. */
const REST = fieldGindex(PendingDeposit, "slot") >> 2n;

/**
 * The same state with the nodes that `depositsProofOf` reads: all public keys of the queue, and the amounts of the
 * deposits for these provisions.
 * @throws the errors of the beacon nodes.
 */
export async function withDeposits(
  state: VerifiedState,
  { provisions }: Pick<RegistryContents, "provisions">,
): Promise<VerifiedState> {
  const { layout } = state;
  const keys = new Set(missingFrom(state, provisions).map(({ pubkeyRoot }) => pubkeyRoot));
  if (keys.size === 0 || layout.lists.pendingDeposits === null) return state;
  const withLength = await withNodes(state, [listLengthGindex(layout, "pendingDeposits")]);
  const positions = Array.from({ length: listLength(withLength, "pendingDeposits") }, (_, i) => i);
  const below = (position: number, gindex: bigint) =>
    concatGindices(listNodeGindex(layout, "pendingDeposits", 0, position), gindex);
  // The siblings of the path to a key include the credentials and the rest: only amount and signature are missing.
  const withKeys = await withNodes(
    withLength,
    positions.map((position) => below(position, PUBKEY)),
  );
  const waiting = positions.filter((position) => keys.has(rootAt(withKeys, below(position, PUBKEY))));
  return withNodes(
    withKeys,
    waiting.map((position) => below(position, AMOUNT)),
  );
}

/**
 * @param provisions  Provisions announced by the time of the block, by number.
 * @param pods        All pods: deposits must withdraw to one of them.
 * @param timestamp   Of the execution block, seconds.
 * @throws ProvisionUnaccountedError for the first provision that neither exists, nor waits, nor was written off.
 */
export function depositsProofOf(
  state: VerifiedState,
  { provisions, pods, timestamp }: Pick<RegistryContents, "provisions" | "pods" | "timestamp">,
): DepositsProof {
  const missing = missingFrom(state, provisions);
  const queue = readQueue(state, new Set(missing.map(({ pubkeyRoot }) => pubkeyRoot)));
  const waiting = missing.map((provision) => {
    const entries = queue.filter(({ pubkeyRoot }) => pubkeyRoot === provision.pubkeyRoot);
    const entry = entries.find((candidate) => isDepositOf(provision, candidate, pods));
    if (entry === undefined) throw unaccounted(state, provision, pods, entries.length > 0);
    return { provision: provision.number.toString(), ...entry };
  });
  return {
    ...settledBy(provisions, timestamp),
    top: waiting.length === 0 ? null : topOfQueue(state),
    waiting: waiting.map((entry) => ({
      ...entry,
      branch: elementBranch(state, "pendingDeposits", entry.position, 1n),
    })),
  };
}

/** Provisions that are neither written off nor validators at this block: their deposits must be waiting. */
function missingFrom(
  { listLength: validators }: VerifiedState,
  provisions: readonly RegistryProvision[],
): RegistryProvision[] {
  const exists = ({ validatorIndex }: RegistryProvision) =>
    validatorIndex !== null && validatorIndex < validators;
  return provisions.filter((provision) => provision.status !== "written-off" && !exists(provision));
}

/** An entry of the queue, without its branch. */
export type QueueEntry = Omit<WaitingDepositProof, "provision" | "branch">;

/** The entries of the queue that are for one of these keys, by position. */
export function readQueue(state: VerifiedState, pubkeyRoots: ReadonlySet<Hex>): QueueEntry[] {
  if (pubkeyRoots.size === 0 || state.layout.lists.pendingDeposits === null) return [];
  const found: QueueEntry[] = [];
  const length = listLength(state, "pendingDeposits");
  for (let position = 0; position < length; position++) {
    const entry = listElement(state, "pendingDeposits", position);
    const pubkeyRoot = rootOf(entry, PUBKEY);
    if (!pubkeyRoots.has(pubkeyRoot)) continue;
    found.push({
      position,
      amountGwei: uint64At({ stateNode: entry }, AMOUNT).toString(),
      pubkeyRoot,
      withdrawalCredentials: rootOf(entry, CREDENTIALS),
      signatureRoot: rootOf(entry, SIGNATURE),
      rest: rootOf(entry, REST),
    });
  }
  return found;
}

/** Anyone can send a deposit for a known key: only one with the provision's amount and a pod's credentials counts. */
function isDepositOf(provision: RegistryProvision, entry: QueueEntry, pods: readonly Address[]): boolean {
  return (
    entry.amountGwei === provision.principalGwei.toString() && paysPod(entry.withdrawalCredentials, pods)
  );
}

function paysPod(withdrawalCredentials: Hex, pods: readonly Address[]): boolean {
  const account = podOfCredentials(withdrawalCredentials);
  return account !== null && pods.some((pod) => pod.toLowerCase() === account);
}

function topOfQueue(state: VerifiedState): DepositsProof["top"] {
  return listTopOf(state, "pendingDeposits");
}

function unaccounted(
  state: VerifiedState,
  provision: RegistryProvision,
  pods: readonly Address[],
  inQueue: boolean,
): ProvisionUnaccountedError {
  const where = whereaboutsOf(state, provision, pods, inQueue);
  return new ProvisionUnaccountedError(provision.number, provision.pubkeyRoot, state.header.slot, where);
}

function whereaboutsOf(
  state: VerifiedState,
  { pubkeyRoot, principalGwei }: RegistryProvision,
  pods: readonly Address[],
  inQueue: boolean,
): ProvisionWhereabouts {
  if (state.fetchNodes !== null) return { kind: inQueue ? "other-deposit" : "not-waiting", principalGwei };
  const validator = findValidators(state, new Set([pubkeyRoot])).get(pubkeyRoot);
  if (validator !== undefined) {
    const { index: validatorIndex, withdrawalCredentials } = validator;
    if (paysPod(withdrawalCredentials, pods)) return { kind: "validator", validatorIndex };
    return { kind: "foreign-validator", validatorIndex, withdrawalCredentials };
  }
  if (inQueue) return { kind: "other-deposit", principalGwei };
  return { kind: state.layout.lists.pendingDeposits === null ? "no-queue" : "nowhere" };
}

function rootOf(entry: Node, gindex: bigint): Hex {
  return rootAt({ stateNode: entry }, gindex);
}
