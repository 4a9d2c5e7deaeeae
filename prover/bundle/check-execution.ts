/**
 * The execution part of a bundle: the execution state root under the beacon state, and sources, liabilities and supply
 * under that root. Everything is read at the same block as the validators, so ETH that moves between them counts once.
 * @module
 */
import {
  type ExecutionProof,
  isRepeatedBalance,
  pendingDepositsWei,
  type SourceProof,
  startWei,
  totalWei,
  withdrawalsWei,
} from "../chain/execution/execution-proof.ts";
import { verifyExecutionProof } from "../chain/execution/verify-execution-proof.ts";
import { layoutOf } from "../state/layout.ts";
import { checkDeposits } from "./check-deposits.ts";
import { checkExecutionBlock } from "./check-execution-block.ts";
import { checkWithdrawals } from "./check-withdrawals.ts";
import type { Bundle } from "./schema.ts";
import { AmountTooLargeError, SourceTwiceError, StartMismatchError } from "./verify-errors.ts";

/** The contract keeps amounts in 128 bits. */
const AMOUNT_LIMIT = 1n << 128n;

/**
 * @param existing  Validators of the registry that exist at this block.
 * @throws ExecutionRootError, SourceTwiceError, AmountTooLargeError, StartMismatchError, and the errors of
 *   `verifyExecutionProof` and `checkDeposits`.
 */
export async function checkExecution({ manifest, execution }: Bundle, existing: bigint): Promise<void> {
  const claimedWei = BigInt(manifest.startWei);
  if (execution === null) {
    if (claimedWei !== 0n) throw new StartMismatchError(claimedWei, 0n);
    return;
  }
  const { header, fork } = manifest;
  const { sources, liabilities, deposits } = execution;
  checkExecutionBlock(layoutOf(fork).execution, execution, header.stateRoot);
  checkWithdrawals(manifest, execution);
  checkUnique(sources.filter((source, i) => !(isRepeatedBalance(sources, i) && countsNothing(source))));
  checkUnique(liabilities);
  await verifyExecutionProof(execution, execution.stateRoot);
  checkDeposits(manifest, deposits, existing);
  checkAmounts(execution);
  const provedWei = startWei(execution);
  if (provedWei !== claimedWei) throw new StartMismatchError(claimedWei, provedWei);
}

/** The form of a pod that is also a source. */
function countsNothing({ valueWei, accountProof }: SourceProof): boolean {
  return valueWei === "0" && accountProof.length === 0;
}

function checkUnique(sources: readonly SourceProof[]): void {
  const seen = new Set<string>();
  for (const { address, slot } of sources) {
    // A balance has no slot, whether it is a pod's or not.
    const place = `${address} ${slot}`;
    if (seen.has(place)) throw new SourceTwiceError(address, slot);
    seen.add(place);
  }
}

/** @throws AmountTooLargeError */
export function checkAmounts(execution: ExecutionProof): void {
  const { sources, liabilities, token } = execution;
  for (const { name, valueWei } of [...sources, ...liabilities]) checkAmount(name, BigInt(valueWei));
  checkAmount("The sum of the sources", totalWei(sources));
  checkAmount("The sum of the waiting deposits", pendingDepositsWei(execution));
  checkAmount("The sum of the withdrawals under way", withdrawalsWei(execution));
  checkAmount("The sum of the liabilities", totalWei(liabilities));
  checkAmount("The supply", BigInt(token.supplyWei));
}

function checkAmount(what: string, amountWei: bigint): void {
  if (amountWei >= AMOUNT_LIMIT) throw new AmountTooLargeError(what, amountWei);
}
