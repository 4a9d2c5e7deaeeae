/**
 * Compares what a bundle says with what the auditor found.
 * @module
 */
import type { Difference } from "./claim.ts";

export type Comparison = readonly [what: string, bundle: unknown, own: unknown];

/** @returns The pairs whose texts differ; the case of addresses and roots is ignored. */
export function differencesOf(comparisons: Iterable<Comparison>): Difference[] {
  const differences: Difference[] = [];
  for (const [what, bundle, own] of comparisons) {
    const [left, right] = [textOf(bundle), textOf(own)];
    if (left !== right) differences.push({ what, bundle: left, own: right });
  }
  return differences;
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return "none";
  const text = String(value);
  return /^0x[0-9a-fA-F]*$/.test(text) ? text.toLowerCase() : text;
}
