/**
 * The verdict, updated as the checks end.
 * @module
 */
import type { BundleFacts } from "../../../prover/report/facts.ts";
import type { CheckState } from "../verify/protocol.ts";
import { type CheckResults, stateOf } from "./check-marks.ts";
import { BUNDLE_CHECK_TITLES, CHAIN_CHECK_TITLES } from "./check-titles.ts";
import { element } from "./element.ts";

export interface Progress {
  readonly done: number;
  readonly total: number;
}

const ICONS: Readonly<Record<CheckState, string>> = {
  pending: "…",
  verified: "✓",
  failed: "✕",
  unchecked: "?",
};

export function verdict(
  results: CheckResults,
  progress: Progress,
  facts: BundleFacts,
  ended: boolean,
): HTMLElement {
  const ids = BUNDLE_CHECK_TITLES.map(({ id }) => id);
  const state = ended ? stateOf(ids, results) : anyFailed(ids, results) ? "failed" : "pending";
  const [title, ...sentences] = words(state, results, facts);
  return element(
    "div",
    { class: "verdict", "data-state": state },
    element("span", { class: "seal", "aria-hidden": "true" }, ICONS[state]),
    element(
      "div",
      {},
      element("h2", {}, title!),
      sentences.map((sentence) => element("p", {}, sentence)),
      ended ? null : progressOf(progress),
    ),
  );
}

function anyFailed(ids: readonly string[], results: CheckResults): boolean {
  return ids.some((id) => results.get(id)?.state === "failed");
}

function words(state: CheckState, results: CheckResults, facts: BundleFacts): string[] {
  const onChain = stateOf(
    CHAIN_CHECK_TITLES.map(({ id }) => id),
    results,
  );
  if (state === "pending")
    return ["Checking this report", "Numbers are only claimed until their check has passed."];
  if (state === "failed" || onChain === "failed") {
    const broken = [...BUNDLE_CHECK_TITLES, ...CHAIN_CHECK_TITLES].filter(
      ({ id }) => results.get(id)?.state === "failed",
    );
    const reasons = broken.map(
      ({ id, title }) => `Does not hold: “${title}”. ${results.get(id)?.detail ?? ""}`,
    );
    return [
      "This report does not hold",
      ...reasons,
      "Do not rely on any number below. Get the report again from its publisher; if it stays so, ask them, and tell others.",
    ];
  }
  const proofs = `${facts.pages.length} zero-knowledge ${facts.pages.length === 1 ? "proof" : "proofs"}`;
  const chain =
    onChain === "verified"
      ? "The chain, according to your node, has the same."
      : facts.deployment === null
        ? "It was not compared with the chain; you can do that under “Open a report”."
        : "It was not compared with the chain: “pufeth-por audit --network” does that with nodes of your own.";
  if (state === "unchecked") {
    return [
      "What could be checked holds",
      `Not everything could be checked; see “What was checked”. ${chain}`,
    ];
  }
  return [
    "Every check of this report passed",
    `${proofs} and every number in it were verified in this browser. ${chain}`,
  ];
}

function progressOf({ done, total }: Progress): HTMLElement {
  const label = `${done} of ${total} proofs checked`;
  return element(
    "p",
    { class: "progress" },
    element("progress", { max: Math.max(total, 1), value: done, "aria-label": "Proofs checked" }),
    element("span", {}, label),
  );
}

/** With a development key, passed checks are no evidence. */
export function keyWarning({ key }: BundleFacts): HTMLElement | null {
  if (!key.insecure) return null;
  return element(
    "div",
    { class: "banner" },
    element("span", { class: "seal", "aria-hidden": "true" }, "!"),
    element(
      "div",
      {},
      element("h2", {}, "Made with development keys: proves nothing about real money"),
      element(
        "p",
        {},
        `Whoever made the key “${key.id}” can forge proofs that pass every check here. This report is for tests and ` +
          "demonstrations only. A real report names the key of a ceremony.",
      ),
    ),
  );
}
