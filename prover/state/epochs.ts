/**
 * Epochs of the mainnet preset and configuration, which every supported network has.
 * Source: consensus-specs presets/mainnet/phase0.yaml, configs/mainnet.yaml.
 * @module
 */

export const SLOTS_PER_EPOCH = 32n;
/** An active validator cannot exit earlier. */
export const SHARD_COMMITTEE_PERIOD = 256n;

export function epochOf(slot: number | bigint): bigint {
  return BigInt(slot) / SLOTS_PER_EPOCH;
}
