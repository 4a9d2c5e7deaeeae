/**
 * Words of the command, in a file of their own so that help pages load no SSZ types.
 * @module
 */

/** Why a validator is listed. */
export const EJECT_REASONS = ["below-1-eth", "below-principal", "slashed", "inactive"] as const;
export type EjectReason = (typeof EJECT_REASONS)[number];

/** Those that a watch warns of: the others are often a missed attestation, and are counted only. */
export const ALARMING_REASONS: readonly EjectReason[] = ["below-1-eth", "slashed"];
