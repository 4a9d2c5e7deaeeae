/**
 * Constants of the watch stage, in their own file so that help pages load nothing else.
 * @module
 */

/** What a watch can do for a spurt, in their order. */
export const WATCH_STEPS = ["open", "prove", "submit", "finalize"] as const;
export type WatchStep = (typeof WATCH_STEPS)[number];

/** What it can do beside these, once a day, whichever spurt there is. */
export const DAILY_STEP = "consolidations";
export const WATCH_CHOICES = [DAILY_STEP, ...WATCH_STEPS] as const;
export type WatchChoice = (typeof WATCH_CHOICES)[number];
