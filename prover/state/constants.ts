/**
 * Constants of the state stage. They stand apart from what uses them: who only names one, e.g. a help page, loads no SSZ
 * types.
 * @module
 */

/** The forks whose states can be read. */
export const SUPPORTED_FORKS = ["deneb", "electra", "fulu"] as const;
export type SupportedFork = (typeof SUPPORTED_FORKS)[number];

/** How states are fetched: whole, in parts with multiproofs, or whichever a node serves. */
export const STATE_ROUTES = ["auto", "debug", "proofs"] as const;
export type StateRoute = (typeof STATE_ROUTES)[number];

/** Nodes may need a minute or two to load an old state before the first byte. */
export const DEFAULT_INACTIVITY_TIMEOUT_MS = 180_000;
