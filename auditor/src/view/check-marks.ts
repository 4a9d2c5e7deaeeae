/**
 * Marks with the state of one or more checks, by icon and word, never by colour alone. They are updated as checks end:
 * nothing is shown as verified before it is.
 * @module
 */
import type { CheckResult, CheckState } from "../verify/protocol.ts";
import type { CheckId } from "./check-titles.ts";
import { element } from "./element.ts";

const WORDS: Readonly<Record<CheckState, string>> = {
  pending: "checking",
  verified: "verified",
  failed: "does not hold",
  unchecked: "not checked",
};
const ICONS: Readonly<Record<CheckState, string>> = {
  pending: "…",
  verified: "✓",
  failed: "✕",
  unchecked: "?",
};

export type CheckResults = ReadonlyMap<string, CheckResult>;

/** A mark that is positive only if all of these checks pass. */
export function checkMark(...ids: readonly CheckId[]): HTMLElement {
  const mark = element("span", { class: "mark-of", "data-checks": ids.join(" ") });
  showState(mark, "pending");
  return mark;
}

/** Updates everything below `root` that depends on checks, including figures. */
export function updateMarks(root: ParentNode, results: CheckResults): void {
  for (const marked of root.querySelectorAll<HTMLElement>("[data-checks]")) {
    const state = stateOf(marked.dataset.checks!.split(" "), results);
    if (marked.classList.contains("mark-of")) showState(marked, state);
    else marked.dataset.state = state;
  }
}

export function stateOf(ids: readonly string[], results: CheckResults): CheckState {
  const states = ids.map((id) => results.get(id)?.state ?? "pending");
  for (const state of ["failed", "pending", "unchecked"] as const) if (states.includes(state)) return state;
  return "verified";
}

function showState(mark: HTMLElement, state: CheckState): void {
  if (mark.dataset.state === state) return;
  mark.dataset.state = state;
  mark.replaceChildren(element("span", { class: "icon", "aria-hidden": "true" }, ICONS[state]), WORDS[state]);
}
