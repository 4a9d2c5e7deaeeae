/**
 * What the status of a spurt has in common, of whatever it is a spurt.
 * @module
 */
import type { SpurtStep } from "../../spurt/spurt-status.ts";
import { at } from "../output/decimal-texts.ts";
import { formatRows } from "../output/format-rows.ts";

interface ShownSpurt {
  readonly spurt: string;
  readonly start: string;
  readonly end: string;
  readonly next: SpurtStep;
}

/** What differs. */
export interface NextTexts {
  readonly submit: string;
  readonly done: string;
}

export function spurtLines({ spurt, start, end }: ShownSpurt, rows: [string, string][]): string[] {
  return [`Spurt ${spurt}, ${at(start)} to ${at(end)}`, ...formatRows(rows).map((line) => `  ${line}`)];
}

export function nextText({ next, spurt, end }: ShownSpurt, { submit, done }: NextTexts): string {
  switch (next) {
    case "wait":
      return `wait until it ends, ${at(end)}`;
    case "none":
      return "nothing: it ended before the beacon chain began";
    case "open":
      return `open it: \`pufeth-por open --spurt ${spurt}\``;
    case "submit":
      return submit;
    case "finalize":
      return "all pages are proved: `pufeth-por finalize`";
    case "done":
      return done;
  }
}
