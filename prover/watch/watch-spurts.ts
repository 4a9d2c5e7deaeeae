/**
 * The loop of `prove --watch`: reads the chain, does the next step for the latest ended spurt, repeats. It does not
 * access nodes or files itself: the steps are passed in.
 *
 * Only failures are remembered between rounds: a failed step is retried from the chain's status at that time, after a
 * pause that doubles from one poll interval up to ten minutes.
 * @module
 */

import type { BundleSummary } from "../bundle/bundle-summary.ts";
import { AccountError } from "../chain/client/transaction-errors.ts";
import type { Ejections } from "../eject/find-ejections.ts";
import { ProverError } from "../errors.ts";
import { settledWithin, untilAborted } from "../queue/until-aborted.ts";
import type { LatestSpurts } from "../spurt/read-latest-spurts.ts";
import type { SpurtStatus } from "../spurt/spurt-status.ts";
import { DAILY_STEP, type WatchChoice, type WatchStep } from "./constants.ts";
import { WatchInterruptedError } from "./errors.ts";
import { type NextStep, nextStep } from "./next-step.ts";

/** Maximum pause between retries, unless the poll interval is longer. */
const LONGEST_PAUSE_MS = 600_000;
/** Time after a signal for ending workers, or for waiting until a sent transaction is mined. */
const GRACE_MS = {
  look: 0,
  eject: 0,
  consolidations: 60_000,
  open: 60_000,
  prove: 5_000,
  submit: 60_000,
  finalize: 60_000,
} as const;
/** Each consolidation is shown while it waits, for more than a day, or within two days behind it. */
const DAILY_SECONDS = 86_400n;

/** Each step may be repeated after a failure, or after another process was killed during it. */
export interface SpurtWork
  extends Record<WatchChoice, (spurt: bigint, signal: AbortSignal) => Promise<void>> {
  look(): Promise<LatestSpurts>;
  /** Validators to eject at the spurt's stored block. Its failure holds nothing up. */
  findEjections(spurt: bigint): Promise<Ejections>;
  /** The verified bundle of this spurt's block; undefined if there is none. */
  findBundle(spurt: SpurtStatus): Promise<BundleSummary | undefined>;
}

export interface WatchListener {
  /** Called after each reading of the chain. */
  looked(spurts: LatestSpurts): void;
  /** Called once for each reason to wait: `done` for the end of the running spurt; `wait` for that or for others. */
  waits(spurts: LatestSpurts, next: "wait" | "done"): void;
  begins(step: WatchStep, spurt: bigint): void;
  /** Called once for each spurt whose block is stored. */
  foundEjections(spurt: bigint, ejections: Ejections): void;
  /** Called once for each spurt, even if nothing was left to do. */
  isDone(done: DoneSpurt): void;
  failed(failure: WatchFailure): void;
}

export interface DoneSpurt {
  readonly spurt: SpurtStatus;
  readonly bundle: BundleSummary | undefined;
  /** Steps that this watch did for it, in order. */
  readonly did: readonly WatchStep[];
}

export type WatchActivity = WatchChoice | "look" | "eject";

export interface WatchFailure {
  readonly step: WatchActivity;
  /** Undefined if it could not be read. */
  readonly spurt: bigint | undefined;
  readonly error: ProverError;
  readonly retryMs: number;
}

export interface WatchOptions {
  readonly steps: readonly WatchStep[];
  /** Once a day of the chain's time, and at first. */
  readonly followsConsolidations: boolean;
  readonly pollMs: number;
  /** End when the latest ended spurt is done. */
  readonly once: boolean;
  /** Aborts the watch; reason "SIGINT" or "SIGTERM". */
  readonly signal: AbortSignal;
  /** Rejects when the signal aborts. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

/**
 * Returns if `once` is set and a spurt is done.
 * @throws WatchInterruptedError, AccountError, and every error that is not a ProverError: an internal error.
 */
export async function watchSpurts(
  work: SpurtWork,
  listener: WatchListener,
  { steps, followsConsolidations, pollMs, once, signal, sleep }: WatchOptions,
): Promise<void> {
  let failures = 0;
  let told = "";
  let lookedAt: bigint | undefined;
  let did: { readonly spurt: bigint | undefined; readonly steps: WatchStep[] } = {
    spurt: undefined,
    steps: [],
  };
  const lookAtValidators = async (spurt: bigint) => {
    try {
      const ejections = await orLeave(work.findEjections(spurt), signal, GRACE_MS.eject);
      listener.foundEjections(spurt, ejections);
    } catch (error) {
      if (signal.aborted || !(error instanceof ProverError)) throw error;
      lookedAt = undefined;
      listener.failed({ step: "eject", spurt, error, retryMs: pollMs });
    }
  };
  let followedAt: bigint | undefined;
  const follow = async ({ running, timestamp }: LatestSpurts) => {
    if (!followsConsolidations) return;
    if (followedAt !== undefined && timestamp < followedAt + DAILY_SECONDS) return;
    followedAt = timestamp;
    try {
      await orLeave(work[DAILY_STEP](running.number, signal), signal, GRACE_MS[DAILY_STEP]);
    } catch (error) {
      if (signal.aborted || !(error instanceof ProverError) || error instanceof AccountError) throw error;
      followedAt = undefined;
      listener.failed({ step: DAILY_STEP, spurt: running.number, error, retryMs: pollMs });
    }
  };
  for (;;) {
    let during: WatchStep | "look" = "look";
    let spurt: bigint | undefined;
    let pauseMs = pollMs;
    try {
      const { spurts, bundle, next } = await orLeave(look(work, steps), signal, GRACE_MS.look);
      listener.looked(spurts);
      await follow(spurts);
      const { ended } = spurts;
      spurt = ended === null ? undefined : BigInt(ended.spurt);
      if (did.spurt !== spurt) did = { spurt, steps: [] };
      if (spurt !== undefined && lookedAt !== spurt && ended?.block?.isStored) {
        // Before the long work, and once for each spurt, unless it fails.
        lookedAt = spurt;
        await lookAtValidators(spurt);
      }
      const topic = `${next} ${spurt} ${next === "done" ? "" : ended?.next}`;
      const isNews = topic !== told;
      told = topic;
      if (ended !== null && next === "done") {
        if (isNews) listener.isDone({ spurt: ended, bundle, did: did.steps });
        if (once) return;
      }
      if (spurt === undefined || next === "wait" || next === "done") {
        // Also after a failure, so that its end is reported.
        if (isNews || failures > 0) listener.waits(spurts, next === "done" ? "done" : "wait");
      } else {
        during = next;
        listener.begins(next, spurt);
        await orLeave(work[next](spurt, signal), signal, GRACE_MS[next]);
        // A lagging node may report an older state: the step is not repeated because of that.
        if (did.steps.at(-1) !== next) pauseMs = 0;
        did.steps.push(next);
      }
      failures = 0;
    } catch (error) {
      if (signal.aborted) throw interrupted(during, spurt, signal);
      if (!(error instanceof ProverError) || error instanceof AccountError) throw error;
      pauseMs = Math.min(pollMs * 2 ** failures, Math.max(pollMs, LONGEST_PAUSE_MS));
      failures++;
      listener.failed({ step: during, spurt, error, retryMs: pauseMs });
    }
    if (pauseMs === 0) continue;
    try {
      await sleep(pauseMs, signal);
    } catch (error) {
      throw signal.aborted ? interrupted("look", spurt, signal) : error;
    }
  }
}

interface Look {
  readonly spurts: LatestSpurts;
  readonly bundle: BundleSummary | undefined;
  readonly next: NextStep;
}

async function look(work: SpurtWork, steps: readonly WatchStep[]): Promise<Look> {
  const spurts = await work.look();
  const { ended } = spurts;
  if (ended === null) return { spurts, bundle: undefined, next: "wait" };
  const mayHaveBundle = ended.block?.isStored === true;
  const bundle = mayHaveBundle ? await work.findBundle(ended) : undefined;
  return { spurts, bundle, next: nextStep(steps, ended, bundle) };
}

/** After the signal aborts, the work has this time to end by itself. */
async function orLeave<T>(work: Promise<T>, signal: AbortSignal, graceMs: number): Promise<T> {
  try {
    return await untilAborted(work, [signal]);
  } finally {
    if (signal.aborted) await settledWithin([work], graceMs);
  }
}

function interrupted(during: WatchStep | "look", spurt: bigint | undefined, { reason }: AbortSignal) {
  const what = during === "look" ? "while waiting" : `during ${during} of spurt ${spurt}`;
  return new WatchInterruptedError(what, reason);
}
