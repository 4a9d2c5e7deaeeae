/**
 * What is proved and what is trusted, in words.
 * @module
 */
import type { BundleFacts } from "../../../prover/report/facts.ts";
import { checkMark } from "./check-marks.ts";
import { BUNDLE_CHECK_TITLES } from "./check-titles.ts";
import { element } from "./element.ts";
import { section } from "./section.ts";

export function claimsSection({ proved, trusted }: BundleFacts): HTMLElement {
  const list = (statements: readonly string[]) =>
    element(
      "ul",
      {},
      statements.map((text) => element("li", {}, text)),
    );
  return section(
    "claims",
    "What this proves, and what it does not",
    [],
    element(
      "div",
      { class: "columns" },
      element(
        "div",
        {},
        element("h3", {}, "Proved, if every check passes"),
        element("p", { class: "when" }, checkMark(...BUNDLE_CHECK_TITLES.map(({ id }) => id))),
        list(proved),
      ),
      element(
        "div",
        {},
        element("h3", {}, "Trusted"),
        element("p", { class: "when" }, "No proof can show these."),
        list(trusted),
      ),
    ),
  );
}
