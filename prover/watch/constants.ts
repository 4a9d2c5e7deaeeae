/**
 * Constants of the watch stage. They stand apart from what uses them: who only names one, e.g. a help page, loads nothing
 * else.
 * @module
 */

/** What a watch can do for a spurt, in their order. */
export const WATCH_STEPS = ["open", "prove", "submit", "finalize"] as const;
export type WatchStep = (typeof WATCH_STEPS)[number];
