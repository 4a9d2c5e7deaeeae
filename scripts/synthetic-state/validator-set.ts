/**
 * Validators as on mainnet, in numbers at least: most with execution credentials (0x01), some compounding (0x02) with up
 * to 2,048 ETH, some exited and empty. Public keys are random bytes: no signature is ever checked.
 * @module
 */
import type { ValueOf } from "@chainsafe/ssz";
import { ssz } from "@lodestar/types";
import { RandomBytes } from "./random-bytes.ts";

export interface SyntheticValidator {
  readonly validator: ValueOf<typeof ssz.phase0.Validator>;
  readonly balanceGwei: number;
}

/** What of a validator is chosen instead of drawn. It has not exited. */
export interface ChosenValidator {
  readonly withdrawalCredentials: Uint8Array;
  readonly balanceGwei: number;
}

/** By index. */
export type ChosenValidators = ReadonlyMap<number, ChosenValidator>;

const ETH_GWEI = 1_000_000_000;
const EXITED = 0.25;
const COMPOUNDING = 0.1;
/** Of those whose rewards were swept a moment ago up to those that wait for the next sweep. */
const REWARDS_ETH = 0.02;
const EPOCHS = 420_000;

/** All validators of a seed, in order. */
export function* validatorSet(
  count: number,
  seed: number,
  chosen: ChosenValidators = new Map(),
): Generator<SyntheticValidator> {
  const random = new RandomBytes(seed, "validators");
  const { pubkey: pubkeyType } = ssz.phase0.Validator.fields;
  for (let index = 0; index < count; index++) {
    const bytes = random.take(pubkeyType.fixedSize + 20 + 8);
    const pubkey = bytes.subarray(0, pubkeyType.fixedSize);
    const kind = bytes.readUInt32LE(pubkeyType.fixedSize + 20) / 2 ** 32;
    const part = bytes.readUInt32LE(pubkeyType.fixedSize + 24) / 2 ** 32;
    const own = chosen.get(index);
    const exited = own === undefined && kind < EXITED;
    const compounding = own === undefined && !exited && kind < EXITED + COMPOUNDING;
    const withdrawalCredentials = Buffer.alloc(32);
    withdrawalCredentials[0] = compounding ? 2 : 1;
    bytes.copy(withdrawalCredentials, 12, pubkeyType.fixedSize, pubkeyType.fixedSize + 20);
    const wholeEth = exited ? 0 : compounding ? 32 + Math.floor(2016 * part) : 32;
    const activationEpoch = Math.floor((index / count) * EPOCHS);
    yield {
      validator: {
        pubkey,
        withdrawalCredentials: own?.withdrawalCredentials ?? withdrawalCredentials,
        effectiveBalance: wholeEth * ETH_GWEI,
        slashed: false,
        activationEligibilityEpoch: activationEpoch,
        activationEpoch,
        exitEpoch: exited ? activationEpoch + 1_000 : Number.POSITIVE_INFINITY,
        withdrawableEpoch: exited ? activationEpoch + 1_256 : Number.POSITIVE_INFINITY,
      },
      balanceGwei:
        own?.balanceGwei ?? (exited ? 0 : wholeEth * ETH_GWEI + Math.floor(REWARDS_ETH * part * ETH_GWEI)),
    };
  }
}
