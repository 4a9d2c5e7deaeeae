/**
 * Checks the provisions of a bundle that do not exist as validators: each waiting deposit is in the deposit queue of
 * the state, and every provision is accounted for. Only the chain can check that a provision is in the registry with
 * this key and amount, withdraws to one of the pods, or was written off.
 * @module
 */

import type { DepositsProof, WaitingDepositProof } from "../chain/execution/execution-proof.ts";
import { writtenOffCount } from "../chain/execution/execution-proof.ts";
import type { Hex } from "../hex.ts";
import { layoutOf } from "../state/layout.ts";
import { gindexInWindow, leavesOf, windowOfLeaf, windowsOf } from "../state/list-shape.ts";
import { listTopFault, windowNode } from "../state/list-top.ts";
import { podOfCredentials } from "../state/pod-of-credentials.ts";
import { branchRoot, uint64Chunk, verifyBranch } from "../state/ssz-branch.ts";
import type { BundleManifest } from "./schema.ts";
import { DepositInvalidError, DepositQueueError, ProvisionsUnaccountedError } from "./verify-errors.ts";

const UINT64_LIMIT = 1n << 64n;

/**
 * @param existing  Validators of the registry that exist at this block.
 * @throws DepositQueueError, DepositInvalidError, ProvisionsUnaccountedError
 */
export function checkDeposits(manifest: BundleManifest, deposits: DepositsProof, existing: bigint): void {
  const { top, waiting, writtenOff } = deposits;
  const provisioned = BigInt(deposits.provisioned);
  checkNumbers(
    waiting.map(({ provision }) => provision),
    provisioned,
  );
  checkNumbers(writtenOff, provisioned);
  const given = new Set(writtenOff);
  for (const { provision } of waiting) {
    if (given.has(provision))
      throw new DepositInvalidError(provision, "it is listed both as waiting and as written off");
  }
  if ((top === null) !== (waiting.length === 0)) {
    throw new DepositQueueError(
      top === null ? "its top is missing" : "a top is given but no waiting deposit",
    );
  }
  if (top !== null) checkWaiting(manifest, top, waiting);
  checkAllAccounted(deposits, existing);
}

/** @throws ProvisionsUnaccountedError unless each provision exists, waits or was written off. */
export function checkAllAccounted(deposits: DepositsProof, existing: bigint): void {
  const provisioned = BigInt(deposits.provisioned);
  const [waiting, writtenOff] = [deposits.waiting.length, writtenOffCount(deposits)];
  // More of them exist if somebody was announced late: that must not stop a report.
  if (provisioned > existing + BigInt(waiting + writtenOff)) {
    throw new ProvisionsUnaccountedError(provisioned, existing, waiting, writtenOff);
  }
}

/** Strictly rising, so each provision appears once. */
function checkNumbers(numbers: readonly string[], provisioned: bigint): void {
  let before = 0n;
  for (const number of numbers) {
    if (BigInt(number) <= before) {
      throw new DepositInvalidError(number, `its number is not greater than the one before it, ${before}`);
    }
    if (BigInt(number) > provisioned) {
      throw new DepositInvalidError(number, `only ${provisioned} were announced by this block`);
    }
    before = BigInt(number);
  }
}

function checkWaiting(
  { fork, header }: BundleManifest,
  top: NonNullable<DepositsProof["top"]>,
  waiting: readonly WaitingDepositProof[],
): void {
  const queue = layoutOf(fork).lists.pendingDeposits;
  if (queue === null) throw new DepositQueueError(`the fork ${fork} has no queue`);
  const fault = listTopFault("pendingDeposits", queue, top, header.stateRoot);
  if (fault !== undefined) throw new DepositQueueError(fault);
  const windows = windowsOf(queue.shape, leavesOf("pendingDeposits", top.length));

  const keys = new Set<Hex>();
  for (const deposit of waiting) {
    const fail = (reason: string) => new DepositInvalidError(deposit.provision, reason);
    const { pubkeyRoot, position, withdrawalCredentials, amountGwei, branch } = deposit;
    // On chain every provision has a different key: without this check one entry could count twice.
    if (keys.has(pubkeyRoot)) throw fail(`another provision has its public key ${pubkeyRoot}`);
    keys.add(pubkeyRoot);
    if (BigInt(amountGwei) >= UINT64_LIMIT) throw fail(`${amountGwei} gwei is not a valid deposit amount`);
    if (podOfCredentials(withdrawalCredentials) === null) {
      throw fail(`its withdrawal credentials ${withdrawalCredentials} are not those of an account`);
    }
    if (position >= top.length)
      throw fail(`position ${position} is past the end of the queue of ${top.length} entries`);
    const window = windowOfLeaf(windows, position);
    const gindex = gindexInWindow(window, position);
    const root = windowNode(top, window);
    if (!verifyBranch({ leaf: entryRoot(deposit), branch, gindex, root })) {
      throw fail(`entry ${position} of the queue is another deposit`);
    }
  }
}

/** hash_tree_root of the entry; its tree is drawn in state/pending-deposits.ts. */
export function entryRoot({
  pubkeyRoot,
  withdrawalCredentials,
  amountGwei,
  signatureRoot,
  rest,
}: Omit<WaitingDepositProof, "provision" | "position" | "branch">): Hex {
  const amountAndSignature = branchRoot(uint64Chunk(BigInt(amountGwei)), [signatureRoot], 2n);
  return branchRoot(pubkeyRoot, [withdrawalCredentials, amountAndSignature, rest], 8n);
}
