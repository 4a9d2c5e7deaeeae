/**
 * What became of the provisions that do not exist as validators at a block: deposits waiting in `pending_deposits`,
 * and provisions that were given up. A provision that is neither counts nowhere, and the oracle would refuse the
 * report.
 *
 *     PendingDeposit: 5 fields, 8 leaves
 *       2 ─┬─ 4 ─┬─ 8 pubkey   9 withdrawal_credentials
 *          └─ 5 ─┬─ 10 amount  11 signature
 *       3 rest: slot, and padding
 *
 * Source: consensus-specs electra/beacon-chain.md (PendingDeposit).
 * @module
 */
import { getNode, type Node } from "@chainsafe/persistent-merkle-tree";
import { ssz } from "@lodestar/types";
import type { Address } from "viem";
import { type Hex, toHex } from "../hex.ts";
import type { DepositsProof, WaitingDepositProof } from "./execution/execution-proof.ts";
import type { RegistryContents, RegistryProvision } from "./execution/read-registry.ts";
import { fieldGindex } from "./field-gindex.ts";
import { findValidators } from "./find-validators.ts";
import { elementBranch, listElement, listLength, listTopOf } from "./list-tree.ts";
import { podOfCredentials } from "./pod-of-credentials.ts";
import { ProvisionUnaccountedError, type ProvisionWhereabouts } from "./provision-errors.ts";
import type { VerifiedState } from "./verified-state.ts";

const { PendingDeposit } = ssz.electra;
const PUBKEY = fieldGindex(PendingDeposit, "pubkey");
const CREDENTIALS = fieldGindex(PendingDeposit, "withdrawalCredentials");
const AMOUNT = fieldGindex(PendingDeposit, "amount");
const SIGNATURE = fieldGindex(PendingDeposit, "signature");
/** Parent of the four leaves from `slot` on. */
const REST = fieldGindex(PendingDeposit, "slot") >> 2n;

/**
 * @param provisions  Those announced by the time of the block, by number.
 * @param pods        All of them: deposits must pay out to one.
 * @throws ProvisionUnaccountedError for the first provision that neither exists, nor waits, nor was given up.
 */
export function depositsProofOf(
  state: VerifiedState,
  { provisions, pods }: Pick<RegistryContents, "provisions" | "pods">,
): DepositsProof {
  const exists = ({ validatorIndex }: RegistryProvision) =>
    validatorIndex !== null && validatorIndex < state.listLength;
  const writtenOff = provisions.filter(({ status }) => status === "written-off");
  const missing = provisions.filter((provision) => provision.status !== "written-off" && !exists(provision));
  const queue = readQueue(state, new Set(missing.map(({ pubkeyRoot }) => pubkeyRoot)));
  const waiting = missing.map((provision) => {
    const entries = queue.filter(({ pubkeyRoot }) => pubkeyRoot === provision.pubkeyRoot);
    const entry = entries.find((candidate) => isDepositOf(provision, candidate, pods));
    if (entry === undefined) throw unaccounted(state, provision, pods, entries.length > 0);
    return { provision: provision.number.toString(), ...entry };
  });
  return {
    provisioned: provisions.length.toString(),
    top: waiting.length === 0 ? null : topOfQueue(state),
    waiting: waiting.map((entry) => ({
      ...entry,
      branch: elementBranch(state, "pendingDeposits", entry.position, 1n),
    })),
    writtenOff: writtenOff.map(({ number }) => number.toString()),
  };
}

type QueueEntry = Omit<WaitingDepositProof, "provision" | "branch">;

/** The entries of the queue that are for one of these keys, by position. */
function readQueue(state: VerifiedState, pubkeyRoots: ReadonlySet<Hex>): QueueEntry[] {
  if (pubkeyRoots.size === 0 || state.layout.pendingDepositsGindex === null) return [];
  const found: QueueEntry[] = [];
  const length = listLength(state, "pendingDeposits");
  for (let position = 0; position < length; position++) {
    const entry = listElement(state, "pendingDeposits", position);
    const pubkeyRoot = rootOf(entry, PUBKEY);
    if (!pubkeyRoots.has(pubkeyRoot)) continue;
    found.push({
      position,
      amountGwei: Buffer.from(getNode(entry, AMOUNT).root).readBigUInt64LE(0).toString(),
      pubkeyRoot,
      withdrawalCredentials: rootOf(entry, CREDENTIALS),
      signatureRoot: rootOf(entry, SIGNATURE),
      rest: rootOf(entry, REST),
    });
  }
  return found;
}

/** Anyone can send a deposit for a known key: only the pool's own, of its amount and to a pod, counts. */
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
  const { node, length, branch } = listTopOf(state, "pendingDeposits");
  return { node, length, branch };
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
  const validator = findValidators(state, new Set([pubkeyRoot])).get(pubkeyRoot);
  if (validator !== undefined) {
    const { index: validatorIndex, withdrawalCredentials } = validator;
    if (paysPod(withdrawalCredentials, pods)) return { kind: "validator", validatorIndex };
    return { kind: "foreign-validator", validatorIndex, withdrawalCredentials };
  }
  if (inQueue) return { kind: "other-deposit", principalGwei };
  return { kind: state.layout.pendingDepositsGindex === null ? "no-queue" : "nowhere" };
}

function rootOf(entry: Node, gindex: bigint): Hex {
  return toHex(getNode(entry, gindex).root);
}
