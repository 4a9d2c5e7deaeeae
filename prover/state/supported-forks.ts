/**
 * The supported forks. In its own file, so that help pages need not load the SSZ types.
 * @module
 */
export const SUPPORTED_FORKS = ["deneb", "electra", "fulu"] as const;
export type SupportedFork = (typeof SUPPORTED_FORKS)[number];
