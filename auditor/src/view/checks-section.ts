/**
 * Every check with its state; for failures and unchecked ones the reason and the next step.
 * @module
 */
import type { CheckResults } from "./check-marks.ts";
import { checkMark } from "./check-marks.ts";
import { BUNDLE_CHECK_TITLES, CHAIN_CHECK_TITLES, type CheckTitle } from "./check-titles.ts";
import { element } from "./element.ts";
import { section } from "./section.ts";

export function checksSection(): HTMLElement {
  return section(
    "checks",
    "What was checked, and how",
    [],
    element("h3", {}, "In this browser, of the report itself"),
    list(BUNDLE_CHECK_TITLES),
    element("h3", {}, "Against the chain, by the node of your choice"),
    element(
      "p",
      { class: "help" },
      "A report alone cannot show what is on the chain. Under “Open a report”, “From the chain”, enter an endpoint and the oracle, and choose " +
        "“Compare the open report”. The node is trusted: use one that you trust.",
    ),
    list(CHAIN_CHECK_TITLES),
  );
}

function list(titles: readonly CheckTitle[]): HTMLElement {
  return element(
    "ul",
    { class: "checks" },
    titles.map(({ id, title, how }) =>
      element(
        "li",
        { "data-check": id },
        element("p", { class: "check-title" }, checkMark(id), title, element("span", { class: "how" }, how)),
        element("p", { class: "detail", hidden: true }),
      ),
    ),
  );
}

export function updateDetails(root: ParentNode, results: CheckResults): void {
  for (const item of root.querySelectorAll<HTMLElement>("li[data-check]")) {
    const result = results.get(item.dataset.check!);
    const detail = item.querySelector<HTMLElement>(".detail")!;
    const text = [result?.detail, ...(result?.hints ?? [])].filter(Boolean).join(" ");
    detail.hidden = text === "";
    if (detail.textContent !== text) detail.textContent = text;
  }
}
