/**
 * Where the beacon state has the ACTIVE validators: as validators, with a pod's credentials or with those of somebody else, as
 * deposits that wait, or nowhere.
 * @module
 */
import type { Hex } from "../hex.ts";
import { findValidators } from "../state/find-validators.ts";
import { type QueueEntry, readQueue } from "../state/pending-deposits.ts";
import type { VerifiedState } from "../state/verified-state.ts";
import { type ActiveValidator, paysPod } from "./read-deployment.ts";

export interface PlacedValidator extends ActiveValidator {
  readonly index: number;
  readonly withdrawalCredentials: Hex;
}

export interface WaitingValidator extends ActiveValidator {
  readonly entry: QueueEntry;
}

export interface Places {
  /** Withdrawing to their pods, by rising index. */
  readonly validators: readonly PlacedValidator[];
  /**
   * Withdrawing elsewhere: somebody else's deposit for the key came first. They hold nothing for pufETH.
   */
  readonly foreign: readonly PlacedValidator[];
  /** Deposits to their pods, by rising position in the queue. */
  readonly waiting: readonly WaitingValidator[];
  /** Neither validators, nor waiting with a deposit to their pod; or with the key of another, which counts once. */
  readonly missing: readonly ActiveValidator[];
}

/** @throws WholeStateNeededError for a partial state. */
export function placeValidators(state: VerifiedState, active: readonly ActiveValidator[]): Places {
  const found = findValidators(state, new Set(active.map(({ pubkeyRoot }) => pubkeyRoot)));
  const validators: PlacedValidator[] = [];
  const foreign: PlacedValidator[] = [];
  const others: ActiveValidator[] = [];
  const twice: ActiveValidator[] = [];
  const keys = new Set<Hex>();
  for (const validator of active) {
    const { pubkeyRoot } = validator;
    const place = found.get(pubkeyRoot);
    if (keys.has(pubkeyRoot)) twice.push(validator);
    else if (place === undefined) others.push(validator);
    else (paysPod(validator, place) ? validators : foreign).push({ ...validator, ...place });
    keys.add(pubkeyRoot);
  }
  const { waiting, missing } = findWaiting(state, others);
  const byIndex = (a: PlacedValidator, b: PlacedValidator) => a.index - b.index;
  return {
    validators: validators.sort(byIndex),
    foreign: foreign.sort(byIndex),
    waiting,
    missing: [...missing, ...twice],
  };
}

/** The first deposit for a key fixes its credentials, so what waits behind another's deposit does not count. */
function findWaiting(state: VerifiedState, others: readonly ActiveValidator[]) {
  const queue = readQueue(state, new Set(others.map(({ pubkeyRoot }) => pubkeyRoot)));
  const byKey = new Map<Hex, QueueEntry[]>();
  for (const entry of queue) byKey.set(entry.pubkeyRoot, [...(byKey.get(entry.pubkeyRoot) ?? []), entry]);
  const waiting: WaitingValidator[] = [];
  const missing: ActiveValidator[] = [];
  for (const validator of others) {
    const entries = byKey.get(validator.pubkeyRoot) ?? [];
    const counted = entries.every((entry) => paysPod(validator, entry)) ? entries : [];
    if (counted.length === 0) missing.push(validator);
    for (const entry of counted) waiting.push({ ...validator, entry });
  }
  return { waiting: waiting.sort((a, b) => a.entry.position - b.entry.position), missing };
}
