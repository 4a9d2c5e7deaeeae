/**
 * A state whose validators are in every condition that is looked at, one each, at slot 4242.
 * @module
 */
import type { SupportedFork } from "../../prover/state/layout.ts";
import { syntheticState } from "../../scripts/synthetic-state/synthetic-state.ts";

/** Of slot 4242. */
export const EPOCH = 132;
export const POD = "0x00000000000000000000000000000000000d0001";
export const OTHER_POD = "0x00000000000000000000000000000000000d0002";
const ETH = 10 ** 9;
const NEVER = Number.POSITIVE_INFINITY;

interface Condition {
  readonly name: string;
  readonly balanceGwei: number;
  readonly slashed?: true;
  readonly active?: number;
  readonly exit?: number;
  readonly withdrawable?: number;
  readonly prefix?: number;
  readonly pod?: string;
}

/** By index. Lodestar's far future is infinity. */
export const CONDITIONS: readonly Condition[] = [
  { name: "well", balanceGwei: 32 * ETH + 5 },
  { name: "a gwei below its principal", balanceGwei: 32 * ETH - 1 },
  { name: "a gwei below 1 ETH", balanceGwei: ETH - 1, pod: OTHER_POD },
  { name: "slashed", balanceGwei: 31 * ETH, slashed: true, exit: EPOCH + 4, withdrawable: EPOCH + 8192 },
  { name: "not active yet", balanceGwei: 32 * ETH, active: EPOCH + 3 },
  { name: "exiting", balanceGwei: 32 * ETH, exit: EPOCH + 1, withdrawable: EPOCH + 257 },
  { name: "exited", balanceGwei: 32 * ETH, exit: EPOCH, withdrawable: EPOCH + 256 },
  { name: "paid out", balanceGwei: 0, exit: 3, withdrawable: EPOCH },
  { name: "not paid out yet", balanceGwei: 1, exit: 3, withdrawable: EPOCH },
  { name: "with a key alone", balanceGwei: 31 * ETH, prefix: 0 },
  { name: "compounding", balanceGwei: 31 * ETH, prefix: 2 },
];

export function conditionsState(
  fork: SupportedFork = "electra",
  conditions: readonly Condition[] = CONDITIONS,
) {
  return syntheticState(
    conditions.map(({ balanceGwei }) => BigInt(balanceGwei)),
    fork,
    (value) => {
      value.validators = conditions.map(
        ({ balanceGwei, slashed = false, active = 0, exit, withdrawable, prefix = 1, pod = POD }, index) => ({
          pubkey: new Uint8Array(48).map((_, byte) => byte + index),
          withdrawalCredentials: Uint8Array.from(
            Buffer.from(`0${prefix}${"00".repeat(11)}${pod.slice(2)}`, "hex"),
          ),
          effectiveBalance: Math.floor(balanceGwei / ETH) * ETH,
          slashed,
          activationEligibilityEpoch: 0,
          activationEpoch: active,
          exitEpoch: exit ?? NEVER,
          withdrawableEpoch: withdrawable ?? NEVER,
        }),
      );
    },
  );
}
