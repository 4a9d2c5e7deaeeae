/**
 * Constants of the watch stage, in their own file so that help pages load nothing else.
 * @module
 */

/** What a watch can do for a spurt, in their order. */
export const WATCH_STEPS = ["open", "prove", "submit", "finalize"] as const;
export type WatchStep = (typeof WATCH_STEPS)[number];
