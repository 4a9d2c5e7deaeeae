/**
 * An open report: its facts, and the check results so far.
 * @module
 */
import type { Bundle } from "../../prover/bundle/schema.ts";
import type { BundleFacts } from "../../prover/report/facts.ts";
import type { CheckResult } from "./verify/protocol.ts";
import { CHAIN_CHECK_TITLES } from "./view/check-titles.ts";
import type { Progress } from "./view/verdict.ts";

export interface OpenReport {
  readonly name: string;
  readonly bundle: Bundle;
  facts: BundleFacts;
  readonly results: Map<string, CheckResult>;
  progress: Progress;
  /** True when every check of the report itself has ended. */
  ended: boolean;
}

const NO_CHAIN = "Not compared with a chain.";

export function openReport(
  name: string,
  bundle: Bundle,
  facts: BundleFacts,
  earlier: readonly CheckResult[],
): OpenReport {
  const chain = CHAIN_CHECK_TITLES.map(
    ({ id }): CheckResult => ({ id, state: "unchecked", detail: NO_CHAIN }),
  );
  return {
    name,
    bundle,
    facts,
    ended: false,
    results: new Map([...chain, ...earlier].map((result) => [result.id, result])),
    progress: { done: 0, total: bundle.pages.length },
  };
}

export function isVerified({ ended, results }: OpenReport, ids: readonly string[]): boolean {
  return ended && ids.every((id) => results.get(id)?.state === "verified");
}
