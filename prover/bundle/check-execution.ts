/**
 * The execution half of a bundle: the execution state root under the beacon state, and pools and supply under it.
 * Everything is read at the same block as the validators, so ETH on its way between them counts once.
 * @module
 */

import { poolsWei } from "../state/execution/execution-proof.ts";
import { verifyExecutionProof } from "../state/execution/verify-execution-proof.ts";
import { layoutOf } from "../state/layout.ts";
import { verifyBranch } from "../state/ssz-branch.ts";
import type { Bundle } from "./schema.ts";
import { ExecutionRootError, PoolsMismatchError, PoolTwiceError } from "./verify-errors.ts";

/** @throws ExecutionRootError, PoolsMismatchError, PoolTwiceError, and the errors of `verifyExecutionProof`. */
export async function checkExecution({ manifest, execution }: Bundle): Promise<void> {
  const claimedWei = BigInt(manifest.poolsWei);
  if (execution === null) {
    if (claimedWei !== 0n) throw new PoolsMismatchError(claimedWei, 0n);
    return;
  }
  const { header, fork } = manifest;
  const gindex = layoutOf(fork).executionStateRootGindex;
  const { stateRoot: leaf, branch } = execution;
  if (!verifyBranch({ leaf, branch, gindex, root: header.stateRoot })) throw new ExecutionRootError(leaf);
  const seen = new Set<string>();
  for (const { address } of execution.pools) {
    if (seen.has(address)) throw new PoolTwiceError(address);
    seen.add(address);
  }
  await verifyExecutionProof(execution, execution.stateRoot);
  const provedWei = poolsWei(execution);
  if (provedWei !== claimedWei) throw new PoolsMismatchError(claimedWei, provedWei);
}
