/**
 * What stands before every submission of a bundle to a second opinion: it belongs to a spurt of it.
 * @module
 */
import type { VerifiedBundle } from "../../bundle/verify-bundle.ts";
import { atOneBlock } from "../../chain/client/at-one-block.ts";
import { createSender } from "../../chain/client/send-transaction.ts";
import { connectOpinion, type OpinionContracts } from "../../chain/views/opinion-contracts.ts";
import { readStoredBlock } from "../../chain/views/oracle-views.ts";
import {
  type BundleSubmitOptions,
  type PreparedSubmission,
  requireLastBlock,
} from "../prepare-submission.ts";
import { checkAgainstOpinion } from "./check-opinion.ts";

export interface PreparedOpinion extends PreparedSubmission {
  readonly contracts: OpinionContracts;
}

/** @throws the errors of `checkAgainstOpinion`; OracleMismatchError if the spurt has another block. */
export async function prepareOpinion(
  bundle: VerifiedBundle,
  options: BundleSubmitOptions,
): Promise<PreparedOpinion> {
  const { chain, oracle, developmentChain, onStep = () => {} } = options;
  onStep({ kind: "comparing" });
  const now = atOneBlock(chain);
  const contracts = await connectOpinion(now, oracle);
  const spurt = await checkAgainstOpinion(bundle, contracts, now, developmentChain);
  const sender = await createSender(chain, options);
  const stored = await readStoredBlock(chain, contracts, spurt);
  if (stored !== undefined) requireLastBlock(spurt, stored.root, bundle.summary);
  return { chain, contracts, bundle, spurt, isStored: stored !== undefined, sender };
}
