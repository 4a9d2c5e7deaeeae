/**
 * The library: what another program needs of this one. Everything else in prover/ may change without notice.
 *
 * Nothing here prints, reads the environment, handles signals, or ends threads that it did not start. Work that takes
 * long takes an AbortSignal and a function that shows its stages. Amounts carry their unit in the name: gwei, wei, or a
 * rate with 18 decimals. What fails is a `ProverError` with a stable `code` and the next step in `hints`; anything else
 * that is thrown is a fault of this program.
 *
 * A new name goes into index.mjs too, through which Node loads this file.
 * @module
 */

// What fails. CheckFailedError: a claim is not true; BadInputError: input is wrong; UnavailableError: a service, try later.

export { BadInputError, CheckFailedError, type ExitCode, ProverError, UnavailableError } from "./errors.ts";

// A bundle: read it, check every claim in it, tell about it.

export type { BundleSummary, ClaimedSummary } from "./bundle/bundle-summary.ts";
export { readBundle } from "./bundle/read-bundle.ts";
export type { Bundle } from "./bundle/schema.ts";
export { type VerifiedBundle, type VerifyBundleOptions, verifyBundle } from "./bundle/verify-bundle.ts";
export { readVerificationKey } from "./groth16/read-verification-key.ts";
export type { VerificationKey } from "./groth16/verification-key.ts";
export type { KeysManifest } from "./keys/manifest.ts";
export { readKeysManifest } from "./keys/manifest-file.ts";
export { reportFiles } from "./report/report-files.ts";
export { writeReport } from "./report/write-report.ts";
export { formatWeiAsEth } from "./units.ts";

// A chain: the rate in effect, the spurts, and their reports.

export { type ChainClient, type ChainClientOptions, createChainClient } from "./chain/client/chain-client.ts";
export {
  type RateStatus,
  type Report,
  readRate,
  readReport,
  type SpurtRate,
} from "./chain/views/oracle-views.ts";
export { compareReport, summaryToReport } from "./spurt/compare-report.ts";
export { type OpinionStatus, readOpinionStatus } from "./spurt/opinion/read-opinion-status.ts";
export { type OracleStatus, readStatus, type StatusOptions } from "./spurt/read-status.ts";

// An audit: every claim of a bundle against nodes of one's own.

export { auditBundle } from "./audit/audit-bundle.ts";
export type { ClaimResult } from "./audit/claim.ts";
export type { AuditNodes, AuditOptions } from "./audit/evidence.ts";

// Validators that need attention, with the calls that exit them.

export { type EjectResult, type EjectTask, ejectValidators } from "./eject/eject-validators.ts";

// From a beacon state to a bundle: what it would take, and doing it.

export { loadKeys, type PageKeys } from "./keys/load-keys.ts";
export type { PageSize } from "./plan/page-sizes.ts";
export { readRegistry } from "./plan/read-registry-file.ts";
export type { RegistryEntry } from "./plan/registry.ts";
export type { BackendChoice } from "./prove/backends/backend.ts";
export { findBackend } from "./prove/backends/registry.ts";
export { type CreateProver, type LocalChoice, onThisMachine } from "./prove/create-page-prover.ts";
export type { KeyChoice } from "./spurt/choose-keys.ts";
export { type PlanTask, planSpurt, type SpurtPlan } from "./spurt/plan/plan-spurt.ts";
export { type ProveResult, type ProveTask, proveSpurt } from "./spurt/prove-spurt.ts";
export type { ProvedOracle, ProvedSpurt } from "./spurt/proved-oracle.ts";
export type { RunStage, Stage, StageEvent } from "./spurt/stages.ts";
export type { BeaconAccess } from "./state/beacon-access.ts";
export { StateCache } from "./state/state-cache.ts";
export { type StateSource, stateFromFile, stateFromNodes } from "./state/state-source.ts";
export type { VerifiedState } from "./state/verified-state.ts";

// From a bundle to the chain; each sends transactions, or simulates them. What is named after an opinion is for a
// PufferSecondOpinion, where the others are for a ReservesOracle, or for both.

export type { SenderOptions, TransactionResult } from "./chain/client/send-transaction.ts";
export type { ChainStep, OnStep } from "./spurt/chain-steps.ts";
export { finalizeSpurt } from "./spurt/finalize-spurt.ts";
export {
  type FollowConsolidationsOptions,
  type FollowConsolidationsResult,
  followConsolidations,
} from "./spurt/follow-consolidations.ts";
export { type OpenOptions, type OpenResult, openSpurt } from "./spurt/open-spurt.ts";
export { type FinalizeOpinionOptions, finalizeOpinion } from "./spurt/opinion/finalize-opinion.ts";
export type { OpinionOnChain, OpinionResult } from "./spurt/opinion/opinion-result.ts";
export {
  type RegisterPairsOptions,
  type RegisterPairsResult,
  registerPairs,
} from "./spurt/opinion/register-pairs.ts";
export type { BundleSubmitOptions } from "./spurt/prepare-submission.ts";
export {
  type RegisterOptions,
  type RegisterResult,
  registerValidators,
} from "./spurt/register-validators.ts";
export type { ReportResult } from "./spurt/report-result.ts";
export { reportWhole } from "./spurt/report-whole.ts";
export { type SubmitPagesOptions, type SubmitPagesResult, submitPages } from "./spurt/submit-pages.ts";
