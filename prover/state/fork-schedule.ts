/**
 * Which fork a slot is of, by the schedule that a beacon node runs with. Not trusted: whatever is read by a fork is
 * checked against the state root. Source: Beacon API, /eth/v1/config/spec; consensus-specs, configs/mainnet.yaml.
 * @module
 */
import { shownValue } from "../shown-value.ts";
import { PresetUnsupportedError } from "./errors.ts";

/** Values of the node's configuration by name; numbers are decimal strings. */
export type NodeSpec = Readonly<Record<string, unknown>>;

/** A fork that the node expects, or has had. */
export interface ScheduledFork {
  /** Lower case. */
  readonly name: string;
  readonly epoch: bigint;
}

export interface ForkSchedule {
  /** In their order; those without an epoch are left out. Several may begin in one epoch: the last of them counts. */
  readonly forks: readonly ScheduledFork[];
  /** The name, lower case, also of a fork that cannot be proved. Before the first fork: phase0. */
  forkAt(slot: number): string;
}

/** Of a fork that is not scheduled: 2^64 - 1. */
const FAR_FUTURE_EPOCH = 2n ** 64n - 1n;
const FORK_EPOCH = /^([A-Z][A-Z0-9]*)_FORK_EPOCH$/;
const GENESIS_FORK = "phase0";
const SUPPORTED_PRESET = "mainnet";

/**
 * @throws RangeError where a number is missing or malformed, PresetUnsupportedError for another preset than mainnet's.
 */
export function forkScheduleOf(spec: NodeSpec): ForkSchedule {
  const { PRESET_BASE: preset, CONFIG_NAME: network } = spec;
  if (typeof preset === "string" && preset !== SUPPORTED_PRESET) {
    throw new PresetUnsupportedError(typeof network === "string" ? network : "another network", preset);
  }
  const slotsPerEpoch = numberIn(spec, "SLOTS_PER_EPOCH");
  if (slotsPerEpoch === 0n) throw new RangeError("SLOTS_PER_EPOCH is 0");
  const forks = Object.keys(spec).flatMap((key) => {
    const name = FORK_EPOCH.exec(key)?.[1]?.toLowerCase();
    return name === undefined ? [] : [{ name, epoch: numberIn(spec, key) }];
  });
  // Devnets start with several forks at epoch 0: the newest of them counts.
  const ordered = forks
    .map((fork, place) => ({ ...fork, rank: rankOf(fork.name, place) }))
    .sort((a, b) => (a.epoch === b.epoch ? a.rank - b.rank : a.epoch < b.epoch ? -1 : 1));
  return {
    forks: ordered
      .filter(({ epoch }) => epoch < FAR_FUTURE_EPOCH)
      .map(({ name, epoch }) => ({ name, epoch })),
    forkAt(slot) {
      const epoch = BigInt(slot) / slotsPerEpoch;
      return ordered.findLast((fork) => fork.epoch <= epoch)?.name ?? GENESIS_FORK;
    },
  };
}

/** Some nodes list the names in alphabetical order, so known forks are in the order of history. */
const HISTORY = ["altair", "bellatrix", "capella", "deneb", "electra", "fulu", "gloas"];

function rankOf(name: string, place: number): number {
  const known = HISTORY.indexOf(name);
  return known === -1 ? HISTORY.length + place : known;
}

function numberIn(spec: NodeSpec, key: string): bigint {
  const value = spec[key];
  if (typeof value !== "string" || !/^[0-9]{1,20}$/.test(value)) {
    throw new RangeError(`${key} is no number: ${shownValue(value)}`);
  }
  return BigInt(value);
}
