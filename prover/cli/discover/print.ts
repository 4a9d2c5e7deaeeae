/**
 * What `discover` found, for people.
 * @module
 */
import type { Discovered } from "./run.ts";

export function formatDiscovered(found: Discovered): string {
  const { counted, active, foreign, missing } = found;
  return [
    `${active} ACTIVE validators in ${found.modules} modules at slot ${found.slot}; the oracle counts ${counted}.`,
    `${found.validators} of ${found.accounts} operators withdraw to their pods, ${found.waiting} deposits wait, ${foreign.length} withdraw elsewhere, ${missing.length} are missing.`,
    ...foreign.map(
      ({ module, position, index }) => `withdraws elsewhere: ${module}[${position}], validator ${index}`,
    ),
    ...missing.map(
      ({ module, position }) => `missing: ${module}[${position}] is neither a validator nor waiting`,
    ),
    `Written to ${found.registry}, ${found.operators} and ${found.evidence}`,
  ].join("\n");
}
