/** A section of the report with its heading and the state of the checks that it depends on. @module */
import { checkMark } from "./check-marks.ts";
import type { CheckId } from "./check-titles.ts";
import { type Child, element } from "./element.ts";

export function section(
  id: string,
  title: string,
  checks: readonly CheckId[],
  ...children: readonly Child[]
): HTMLElement {
  return element(
    "section",
    { class: "card", id, "aria-labelledby": `${id}-title` },
    element(
      "div",
      { class: "section-head" },
      element("h2", { id: `${id}-title` }, title),
      checks.length === 0 ? null : checkMark(...checks),
    ),
    ...children,
  );
}
