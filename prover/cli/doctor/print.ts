/**
 * What the doctor found, for people: a line a check, and below it what to do.
 * @module
 */
import type { Finding } from "../../doctor/finding.ts";

export function formatFindings(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ check }) => check.length));
  return findings
    .flatMap(({ check, level, found, next }) => [
      `${level.padEnd(4)}  ${check.padEnd(width)}  ${found}`,
      ...(next === null ? [] : [`${" ".repeat(width + 8)}→ ${next}`]),
    ])
    .join("\n");
}
