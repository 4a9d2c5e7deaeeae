/**
 * Tables: the text alternative of every chart.
 * @module
 */
import { type Child, element } from "./element.ts";

export interface Column {
  readonly title: string;
  /** Right-aligned, with tabular figures. */
  readonly numeric?: boolean;
}

/** Scrolls horizontally if wider than the page, also by keyboard. */
export function table(
  caption: string,
  columns: readonly Column[],
  rows: readonly (readonly Child[])[],
): HTMLElement {
  const classOf = (i: number) => (columns[i]?.numeric ? "numeric" : undefined);
  return element(
    "div",
    { class: "table", role: "region", "aria-label": caption, tabindex: 0 },
    element(
      "table",
      {},
      element("caption", { class: "visually-hidden" }, caption),
      element(
        "thead",
        {},
        element(
          "tr",
          {},
          columns.map(({ title }, i) => element("th", { scope: "col", class: classOf(i) }, title)),
        ),
      ),
      element(
        "tbody",
        {},
        rows.map((row) =>
          element(
            "tr",
            {},
            row.map((cell, i) =>
              i === 0
                ? element("th", { scope: "row", class: classOf(i) }, cell)
                : element("td", { class: classOf(i) }, cell),
            ),
          ),
        ),
      ),
    ),
  );
}

/** A long table, collapsed at first. */
export function foldedTable(
  title: string,
  columns: readonly Column[],
  rows: readonly (readonly Child[])[],
): HTMLElement {
  return element("details", { class: "folded" }, element("summary", {}, title), table(title, columns, rows));
}
