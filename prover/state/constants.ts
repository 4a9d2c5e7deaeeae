/**
 * Constants of the state stage, in their own file so that help pages load no SSZ types.
 * @module
 */

/** The supported forks. */
export const SUPPORTED_FORKS = ["deneb", "electra", "fulu", "gloas"] as const;
export type SupportedFork = (typeof SUPPORTED_FORKS)[number];

/** How states are fetched: whole, in parts with multiproofs, or whichever a node serves. */
export const STATE_ROUTES = ["auto", "debug", "proofs"] as const;
export type StateRoute = (typeof STATE_ROUTES)[number];

/** Nodes may need a minute or two to load an old state before the first byte. */
export const DEFAULT_INACTIVITY_TIMEOUT_MS = 180_000;
