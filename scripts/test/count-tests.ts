/**
 * How many tests passed, by what test runners say at their end.
 * @module
 */
import { stripVTControlCharacters } from "node:util";

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Vitest's `Tests  2 failed | 5 passed (7)`, and forge's `…: 5 tests passed, 2 failed, 0 skipped (7 total tests)`. */
const CLOSING_LINE = /^\s*Tests\s+(.*\(\d+\))\s*$|^Ran \d+ test suites.*?: (.*) \(\d+ total tests\)/gm;

export function countTests(output: string): Counts {
  const lines = [...stripVTControlCharacters(output).matchAll(CLOSING_LINE)];
  const sum = (pattern: RegExp) =>
    lines.reduce((total, [, vitest, forge]) => total + Number(pattern.exec(vitest ?? forge!)?.[1] ?? 0), 0);
  return {
    passed: sum(/(\d+) (?:tests )?passed/),
    failed: sum(/(\d+) failed/),
    skipped: sum(/(\d+) skipped/),
  };
}
