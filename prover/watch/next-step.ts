/**
 * What a watcher does next for the spurt that has ended, from how the chain stands and what it was asked to do. The
 * chain and the bundle folder are its whole memory: started again at any moment, it goes on where these are.
 * @module
 */
import type { SpurtStatus } from "../chain/views/spurt-status.ts";
import type { WatchStep } from "./constants.ts";

/** `wait`: for the end of the spurt, or for a step that is left to others; `done`: nothing asked for is left. */
export type NextStep = WatchStep | "wait" | "done";

/** What the chain still needs once a spurt is open. */
const LEFT = { submit: ["submit", "finalize"], finalize: ["finalize"], done: [] } as const;

/** @param hasBundle  A verified bundle of this spurt's block is in the folder. */
export function nextStep(
  steps: readonly WatchStep[],
  { next }: Pick<SpurtStatus, "next">,
  hasBundle: boolean,
): NextStep {
  if (next === "wait" || next === "none") return "wait";
  if (next === "open") return steps.includes("open") ? "open" : "wait";
  const left: readonly WatchStep[] = LEFT[next];
  const [first] = left.filter((step) => steps.includes(step));
  const bringsToChain = steps.includes("submit") || steps.includes("finalize");
  // Who sends pages needs a bundle for that alone; who does not wants one of every spurt, whoever reports it.
  const needsBundle = bringsToChain ? first !== undefined : steps.includes("prove");
  if (!needsBundle) return "done";
  if (!hasBundle) return steps.includes("prove") ? "prove" : "wait";
  if (first === undefined) return "done";
  return first === left[0] ? first : "wait";
}
