/**
 * Amounts as a table with a bar in every row: name, bar, amount. The chart is a table, so screen readers read every
 * number and phones keep the text size. Drawn with a few lines of SVG: a chart library would need a DOM for what are
 * rectangles.
 * @module
 */
import { escapeHtml } from "./escape-html.ts";

export interface Bar {
  readonly name: string;
  readonly value: string;
  /** Length of the bar, never negative. Null for a row without a bar, such as the sum. */
  readonly length: bigint | null;
  /** Counts against the others. */
  readonly owed?: boolean;
}

/**
 * Bars are drawn 1,000 units wide and stretched. Lengths are divided as bigint, because a number would round amounts.
 */
const WIDTH = 1_000n;
/** A nonzero amount always has a visible bar. */
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
