/**
 * Shows consolidated validators and those that hold their principal to the chain, before a report or after it: in as many
 * transactions as it takes, those left out that count already, whoever showed them. A report takes what was shown by then.
 * @module
 */

import { readView } from "../../chain/client/read-view.ts";
import type { TransactionResult } from "../../chain/client/send-transaction.ts";
import { consolidationsAt } from "../../chain/views/protocol-contracts.ts";
import { readConsolidationsAddress } from "../../chain/views/read-consolidations.ts";
import { countCall } from "../calls/consolidation-calls.ts";
import type { OnStep } from "../chain-steps.ts";
import type { PreparedSubmission } from "../prepare-submission.ts";
import type { PartLimits } from "./fill-parts.ts";
import { sendFitting } from "./send-fitting.ts";

/** Needs the spurt's block on chain. @throws the errors of `sendFitting`, ContractUnreadableError, and the RPC errors. */
export async function* sendCounts(
  { chain, contracts, spurt, bundle, sender }: PreparedSubmission,
  limits: PartLimits,
  onStep: OnStep,
): AsyncGenerator<TransactionResult> {
  const members = bundle.execution?.consolidations?.members ?? [];
  if (members.length === 0) return;
  const address = await readConsolidationsAddress(chain, contracts);
  const isCounted = await Promise.all(
    members.map(({ provision }) =>
      readView(chain, consolidationsAt(address), "isCounted", [spurt, BigInt(provision)]),
    ),
  );
  const parts = members.filter((_, i) => !isCounted[i]);
  const callOf = (given: typeof parts) => countCall(address, spurt, bundle, given);
  yield* sendFitting({ sender, parts, callOf, limits, onStep, kind: "members" });
}
