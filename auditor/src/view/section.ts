/** A section of the report with its heading. @module */
import { type Child, element } from "./element.ts";

export function section(id: string, title: string, ...children: readonly Child[]): HTMLElement {
  return element(
    "section",
    { class: "card", id, "aria-labelledby": `${id}-title` },
    element("h2", { id: `${id}-title` }, title),
    ...children,
  );
}
