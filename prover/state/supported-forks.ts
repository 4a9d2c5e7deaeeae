/**
 * The forks whose states can be read. Apart from their layouts, so that code that only names a fork loads no SSZ types.
 * @module
 */
export const SUPPORTED_FORKS = ["deneb", "electra", "fulu", "gloas"] as const;
export type SupportedFork = (typeof SUPPORTED_FORKS)[number];
