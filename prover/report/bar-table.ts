/**
 * Amounts as a table with a bar in every row: a name, a bar as long as the amount, the amount. The picture is the table, so
 * a screen reader reads every number and a phone keeps letters at their size. Drawn with our own few lines of SVG: a chart
 * library would need a DOM to draw into, for what are rectangles.
 * @module
 */
import { escapeHtml } from "./escape-html.ts";

export interface Bar {
  readonly name: string;
  readonly value: string;
  /** What the bar is as long as; never negative. Null for a row without one, as the sum of the others. */
  readonly length: bigint | null;
  /** Counts against the others. */
  readonly owed?: boolean;
}

/** Bars are drawn 1,000 wide and stretched. Lengths are divided as bigint: a number would round amounts first. */
const WIDTH = 1_000n;
/** Something is never drawn as nothing. */
const LEAST_WIDTH = 5n;

export function barTable(caption: string, head: readonly [string, string], bars: readonly Bar[]): string {
  const longest = bars.reduce((most, { length }) => (length !== null && length > most ? length : most), 0n);
  const rows = bars.map((bar) => {
    const { name, value, length } = bar;
    const kind = length === null ? ' class="sum"' : "";
    return (
      `<tr${kind}><th scope="row">${escapeHtml(name)}</th><td class="bar">${svgOf(bar, longest)}</td>` +
      `<td class="number">${escapeHtml(value)}</td></tr>`
    );
  });
  return [
    `<table aria-label="${escapeHtml(caption)}">`,
    `<thead><tr><th scope="col">${escapeHtml(head[0])}</th><td></td><th class="number" scope="col">${escapeHtml(head[1])}</th></tr></thead>`,
    `<tbody>\n${rows.join("\n")}\n</tbody>`,
    "</table>",
  ].join("\n");
}

function svgOf({ length, owed = false }: Bar, longest: bigint): string {
  if (length === null || length === 0n) return "";
  const share = (length * WIDTH) / longest;
  const width = share < LEAST_WIDTH ? LEAST_WIDTH : share;
  return (
    `<svg viewBox="0 0 ${WIDTH} 10" preserveAspectRatio="none" aria-hidden="true">` +
    `<rect class="${owed ? "owed" : "held"}" width="${width}" height="10"/></svg>`
  );
}
