/**
 * A failure with its message and next steps.
 * @module
 */
import type { Failure } from "../verify/protocol.ts";
import { element } from "./element.ts";

/** Codes for a changed report, as opposed to an unreachable one. */
const CHANGED = new Set(["BUNDLE_FILE_CHANGED", "BUNDLE_DIGEST_MISMATCH"]);

export function problem({ code, message, hints }: Failure): HTMLElement {
  const title = CHANGED.has(code) ? "This report was changed: do not rely on it" : "That did not work";
  return element(
    "div",
    { class: "verdict", "data-state": CHANGED.has(code) ? "failed" : "unchecked", "data-code": code },
    element("span", { class: "seal", "aria-hidden": "true" }, CHANGED.has(code) ? "✕" : "!"),
    element(
      "div",
      {},
      element("h2", {}, title),
      element("p", {}, message),
      hints.length === 0
        ? null
        : element(
            "ul",
            {},
            hints.map((hint) => element("li", {}, hint)),
          ),
    ),
  );
}
