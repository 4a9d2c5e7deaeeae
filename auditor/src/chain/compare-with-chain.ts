/**
 * Compares a report with the oracle's data about its block, which a bundle alone cannot show.
 * @module
 */
import type { Bundle } from "../../../prover/bundle/schema.ts";
import { verificationKeySha256 } from "../../../prover/groth16/verification-key-hash.ts";
import { compareReport, summaryToReport } from "../../../prover/spurt/compare-report.ts";
import { failureOf } from "../failure.ts";
import type { CheckResult } from "../verify/protocol.ts";
import type { ChainCheckId } from "../view/check-titles.ts";
import { BlockNotReportedError } from "./chain-errors.ts";
import type { OracleReading } from "./read-oracle.ts";

/** @throws BlockNotReportedError if the oracle has no report of the bundle's block. */
export function compareWithChain(bundle: Bundle, { reports, keyHash, chain }: OracleReading): CheckResult[] {
  const { blockRoot } = bundle.manifest;
  const same = reports.find(({ report }) => report.blockRoot.toLowerCase() === blockRoot);
  if (same === undefined) throw new BlockNotReportedError(blockRoot);
  const { spurt, report, creditWei } = same;
  const summary = summaryToReport(bundle, creditWei);
  const by = `Spurt ${spurt}, by ${chain.name}.`;
  const found = `0x${verificationKeySha256(bundle.verificationKey)}`;
  return [
    { id: "chain-block", state: "verified", detail: by },
    outcome("chain-report", by, () => compareReport(spurt, report, summary)),
    equal(
      "chain-registry",
      by,
      "commitment",
      report.registryCommitment.toString(),
      summary.registryCommitment,
    ),
    equal("chain-key", by, "key hash", keyHash.toLowerCase(), found),
  ];
}

function outcome(id: ChainCheckId, by: string, compare: () => void): CheckResult {
  try {
    compare();
    return { id, state: "verified", detail: by };
  } catch (error) {
    const { message, hints } = failureOf(error);
    return { id, state: "failed", detail: message, hints };
  }
}

function equal(id: ChainCheckId, by: string, what: string, onChain: string, here: string): CheckResult {
  if (onChain === here) return { id, state: "verified", detail: by };
  return { id, state: "failed", detail: `The oracle has the ${what} ${onChain}, this report ${here}.` };
}
