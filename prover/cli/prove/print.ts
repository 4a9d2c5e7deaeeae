/**
 * What a run of `prove` found, for people.
 * @module
 */
import type { ProveResult } from "../../spurt/prove-spurt.ts";
import { formatSummary } from "../output/format-summary.ts";

export function formatProved({ bundle, summary, complete }: ProveResult): string {
  const next = complete ? ["The oracle has accepted all validators: `pufeth-por finalize` is next."] : [];
  return [formatSummary(summary), ...next, `Written to ${bundle}`].join("\n");
}
