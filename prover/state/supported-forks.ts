/**
 * The forks whose states can be read. Stands apart from their layouts, so that who only names a fork loads no SSZ types.
 * @module
 */
export const SUPPORTED_FORKS = ["deneb", "electra", "fulu"] as const;
export type SupportedFork = (typeof SUPPORTED_FORKS)[number];
