/**
 * A chart with a caption, a text alternative, and its numbers as a table. It is redrawn to fit the available width.
 * @module
 */
import type { CheckId } from "../view/check-titles.ts";
import { element } from "../view/element.ts";

/** Only narrower during layout, when axes would not fit. */
const LEAST_PIXELS = 200;

export interface FigureParts {
  readonly caption: string;
  /** The text alternative, one or two sentences. */
  readonly alternative: string;
  /** It is grey until all of these checks have passed. */
  readonly checks: readonly CheckId[];
  draw(widthPixels: number): SVGElement | HTMLElement;
  readonly numbers: HTMLElement;
}

export function figure({ caption, alternative, checks, draw, numbers }: FigureParts): HTMLElement {
  const stage = element("div", { class: "stage", role: "img", "aria-label": alternative });
  const show = () => {
    const width = Math.floor(stage.clientWidth);
    if (width >= LEAST_PIXELS) stage.replaceChildren(hidden(draw(width)));
  };
  new ResizeObserver(show).observe(stage);
  return element(
    "figure",
    { "data-checks": checks.join(" "), "data-state": "pending" },
    element("figcaption", {}, caption),
    stage,
    numbers,
  );
}

/** Hidden from screen readers, which get the text alternative. */
function hidden<T extends Element>(picture: T): T {
  picture.setAttribute("aria-hidden", "true");
  return picture;
}
