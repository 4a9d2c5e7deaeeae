/**
 * Sends parts in transactions that fit: as many as the plan allows, and fewer where the node says that it takes less.
 * @module
 */
import { ExecutionRpcRefusedError } from "../../chain/client/rpc-errors.ts";
import type { ContractCall, Sender, TransactionResult } from "../../chain/client/send-transaction.ts";
import { TransactionTooLargeError } from "../../chain/client/transaction-errors.ts";
import type { OnStep } from "../chain-steps.ts";
import { fillParts, type PartLimits } from "./fill-parts.ts";

export interface FittingTask<Part> {
  readonly sender: Sender;
  readonly parts: readonly Part[];
  readonly callOf: (parts: Part[]) => ContractCall;
  readonly limits: PartLimits;
  readonly onStep: OnStep;
  /** What they are: parts of a report, members of groups, or pairs of a registry. */
  readonly kind?: "parts" | "members" | "pairs";
  /** Whether the parts of a call that failed so are passed over. */
  readonly isPassedOver?: (error: unknown) => boolean;
}

/**
 * One transaction after another, in order.
 * @throws The errors of `Sender.send`; TransactionTooLargeError where one part alone does not fit.
 */
export async function* sendFitting<Part>(task: FittingTask<Part>): AsyncGenerator<TransactionResult> {
  const { sender, parts, callOf, limits, onStep, kind = "parts", isPassedOver = () => false } = task;
  const total = parts.length;
  for (let from = 0; from < total; ) {
    const callWith = (count: number) => callOf(parts.slice(from, from + count));
    let count = fillParts(total - from, callWith, limits);
    for (;;) {
      const run = { kind, first: from + 1, last: from + count, total } as const;
      try {
        yield await sender.send(callWith(count), (step) => onStep({ ...run, step }));
      } catch (error) {
        if (count > 1 && isOverLimit(error)) {
          count = Math.floor(count / 2);
          continue;
        }
        if (!isPassedOver(error)) throw error;
      }
      break;
    }
    from += count;
  }
}

/** Whether less in one transaction would help. */
export function isOverLimit(error: unknown): boolean {
  return (
    error instanceof TransactionTooLargeError ||
    (error instanceof ExecutionRpcRefusedError && error.isOverGas)
  );
}
