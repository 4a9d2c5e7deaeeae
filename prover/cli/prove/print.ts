/**
 * What a run of `prove` found, for people.
 * @module
 */
import type { ProveResult } from "../../spurt/prove-spurt.ts";
import { formatSummary } from "../output/format-summary.ts";

export function formatProved({ bundle, verified, complete }: ProveResult): string {
  const next = complete ? ["The oracle has accepted all validators. Next: `pufeth-por finalize`."] : [];
  return [formatSummary(verified.summary), ...next, `Written to ${bundle}`].join("\n");
}
