/**
 * Bars of amounts as SVG: a name, a bar, a value a line. Drawn with our own few lines: a chart library would need a DOM to
 * draw into, for what are rectangles and texts. Every value stands beside its bar, and the picture has a name and a
 * description, so nothing is told by length or colour alone.
 * @module
 */
import { escapeHtml } from "./escape-html.ts";

export interface Bar {
  readonly name: string;
  readonly value: string;
  /** What the bar is as long as; never negative. */
  readonly length: bigint;
  readonly className?: "owed";
}

const WIDTH = 720;
const LINE = 30;
const TEXT_Y = 19;
const BAR_HEIGHT = 16;
const NAME_WIDTH = 270;
const VALUE_WIDTH = 150;
const BAR_WIDTH = WIDTH - NAME_WIDTH - VALUE_WIDTH;
/** As many characters as the names' column holds. */
const NAME_CHARACTERS = 38;
/** Lengths are divided as bigint: a number would round amounts first. */
const SCALE = 1_000n;
/** Something is never drawn as nothing. */
const LEAST_BAR = 1.5;

/** @param id  Of the picture in its page, for its title. */
export function barChart(id: string, title: string, bars: readonly Bar[]): string {
  const longest = bars.reduce((most, { length }) => (length > most ? length : most), 0n);
  const height = bars.length * LINE + 4;
  return [
    `<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="${id}">`,
    `<title id="${id}">${escapeHtml(title)}</title>`,
    `<line class="axis" x1="${NAME_WIDTH}" x2="${NAME_WIDTH}" y1="0" y2="${height}"/>`,
    ...bars.map((bar, i) => barLine(bar, i * LINE, longest)),
    "</svg>",
  ].join("\n");
}

function barLine({ name, value, length, className }: Bar, y: number, longest: bigint): string {
  const share = longest === 0n ? 0 : Number((length * SCALE) / longest) / Number(SCALE);
  const width = length === 0n ? 0 : Math.max(LEAST_BAR, share * BAR_WIDTH);
  const text = (x: number, anchor: string, content: string) =>
    `<text x="${x.toFixed(1)}" y="${y + TEXT_Y}" text-anchor="${anchor}">${escapeHtml(content)}</text>`;
  return [
    text(NAME_WIDTH - 8, "end", shortened(name)),
    `<rect class="${className ?? "bar"}" x="${NAME_WIDTH}" y="${y + 6}" width="${width.toFixed(1)}" height="${BAR_HEIGHT}"/>`,
    text(NAME_WIDTH + width + 6, "start", value),
  ].join("");
}

function shortened(name: string): string {
  return name.length <= NAME_CHARACTERS ? name : `${name.slice(0, NAME_CHARACTERS - 1)}…`;
}
