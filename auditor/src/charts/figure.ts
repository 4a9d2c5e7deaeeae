/**
 * A picture with its words: a caption, a sentence that says the same for those who do not see it, and the numbers as a
 * table. It is drawn anew as wide as there is room.
 * @module
 */
import type { CheckId } from "../view/check-titles.ts";
import { element } from "../view/element.ts";

/** Narrower only while the page is being laid out: axes would have no room. */
const LEAST_PIXELS = 200;

export interface FigureParts {
  readonly caption: string;
  /** What the picture shows, in one or two sentences. */
  readonly alternative: string;
  /** It is drawn in grey until all of these hold. */
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

/** The words beside it say what it says. */
function hidden<T extends Element>(picture: T): T {
  picture.setAttribute("aria-hidden", "true");
  return picture;
}
