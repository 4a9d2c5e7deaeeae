/**
 * What stands before every submission of a bundle: it belongs to a spurt of this oracle.
 * @module
 */
import type { Address } from "viem";
import type { BundleSummary } from "../bundle/bundle-summary.ts";
import type { VerifiedBundle } from "../bundle/verify-bundle.ts";
import { atOneBlock } from "../chain/client/at-one-block.ts";
import type { ChainClient } from "../chain/client/chain-client.ts";
import { createSender, type Sender, type SenderOptions } from "../chain/client/send-transaction.ts";
import { connectOracle, type OracleContracts } from "../chain/views/oracle-contracts.ts";
import { readStoredBlock } from "../chain/views/oracle-views.ts";
import type { OnStep } from "./chain-steps.ts";
import { checkAgainstOracle } from "./check-against-oracle.ts";
import { NotSubmittableError, OracleMismatchError } from "./submission-errors.ts";

export interface BundleSubmitOptions extends SenderOptions {
  readonly chain: ChainClient;
  readonly oracle: Address;
  /** The id of a chain that development keys may be used on, besides the usual ones of private chains. */
  readonly developmentChain?: number | undefined;
  /** Called before each step. */
  readonly onStep?: OnStep | undefined;
}

export interface PreparedSubmission {
  readonly chain: ChainClient;
  readonly contracts: OracleContracts;
  readonly bundle: VerifiedBundle;
  readonly spurt: bigint;
  /** True if BeaconRoots has the spurt's block, which is then the bundle's. */
  readonly isStored: boolean;
  readonly sender: Sender;
}

/** @throws NotSubmittableError, the errors of `checkAgainstOracle`; OracleMismatchError if the spurt has another block. */
export async function prepareSubmission(
  bundle: VerifiedBundle,
  options: BundleSubmitOptions,
): Promise<PreparedSubmission> {
  const { chain, oracle, developmentChain, onStep = () => {} } = options;
  if (bundle.execution === null) throw new NotSubmittableError();
  onStep({ kind: "comparing" });
  const now = atOneBlock(chain);
  const contracts = await connectOracle(now, oracle);
  const spurt = await checkAgainstOracle(bundle, contracts, now, developmentChain);
  const sender = await createSender(chain, options);
  const stored = await readStoredBlock(chain, contracts, spurt);
  if (stored !== undefined) requireLastBlock(spurt, stored.root, bundle.summary);
  return { chain, contracts, bundle, spurt, isStored: stored !== undefined, sender };
}

/** @throws OracleMismatchError if the spurt's last block is another one. */
export function requireLastBlock(spurt: bigint, root: string, { blockRoot, slot }: BundleSummary): void {
  if (root.toLowerCase() === blockRoot) return;
  throw new OracleMismatchError(`last block of spurt ${spurt}`, root, `${blockRoot} (slot ${slot})`);
}
