/**
 * The watcher's next step for an ended spurt, from the chain's status and the requested steps. Chain and bundle folder
 * are its only state, so it can be restarted at any time.
 * @module
 */
import type { ClaimedSummary } from "../bundle/bundle-summary.ts";
import type { SpurtStatus } from "../spurt/spurt-status.ts";
import type { WatchStep } from "./constants.ts";

/** `wait`: for the end of the spurt, or for a step of others; `done`: no requested step is left. */
export type NextStep = WatchStep | "wait" | "done";

/** Steps that an open spurt still needs. */
const LEFT = { submit: ["submit", "finalize"], finalize: ["finalize"], done: [] } as const;

/** @param bundle  The verified bundle of this spurt's block in the folder, if there is one. */
export function nextStep(
  steps: readonly WatchStep[],
  status: Pick<SpurtStatus, "next" | "report">,
  bundle: Pick<ClaimedSummary, "reservesWei"> | undefined,
): NextStep {
  const { next } = status;
  const hasBundle = bundle !== undefined;
  if (isImprovable(status, bundle) && steps.includes("finalize")) return "finalize";
  if (next === "wait" || next === "none") return "wait";
  if (next === "open") return steps.includes("open") ? "open" : "wait";
  const left: readonly WatchStep[] = LEFT[next];
  const [first] = left.filter((step) => steps.includes(step));
  const bringsToChain = steps.includes("submit") || steps.includes("finalize");
  // With submit or finalize a bundle is only needed for these steps; without them every spurt gets one.
  const needsBundle = bringsToChain ? first !== undefined : steps.includes("prove");
  if (!needsBundle) return "done";
  if (!hasBundle) return steps.includes("prove") ? "prove" : "wait";
  if (first === undefined) return "done";
  return first === left[0] ? first : "wait";
}

/** Somebody reported less than the bundle proves, and a higher report may still replace theirs. */
function isImprovable(
  { report }: Pick<SpurtStatus, "report">,
  bundle: Pick<ClaimedSummary, "reservesWei"> | undefined,
): boolean {
  if (report === null || report.improvableUntil === null || bundle === undefined) return false;
  if (report.rateStatus === "vetoed") return false;
  return BigInt(bundle.reservesWei) > BigInt(report.reservesWei);
}
