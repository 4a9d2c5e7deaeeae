/**
 * The toy fixtures: one chain over two spurts, and the first one's end again as other forks keep their states.
 * @module
 */
import { toyAmounts } from "./toy-execution.ts";
import { AVS_REWARDS, FIRST_SPURT, PODS, PUFFER_POOL, SECOND_SPURT } from "./toy-protocol.ts";
import type { ToyReportPlan, ToyWithdrawal } from "./toy-report.ts";
import { toyBalances, toyQueue } from "./toy-state.ts";

const STRANGER = "0x0000000000000000000000000000000000057a9e";

/** Index 24 does not exist yet: its deposit waits, and that of provision 5. */
const FIRST: ToyReportPlan = {
  end: FIRST_SPURT,
  fork: "electra",
  slotsBehind: 0n,
  balancesGwei: toyBalances(23),
  deposits: toyQueue([5, 7]),
  writtenOff: [3n],
  amounts: toyAmounts(),
  withdrawals: [],
};

/** Every kind of payee, over three levels of the list; whoever pays does not matter. */
const WITHDRAWALS: readonly ToyWithdrawal[] = [
  { validatorIndex: 5n, recipient: PODS[0]!.address, amountGwei: 17_000_001n, counts: true },
  { validatorIndex: 11n, recipient: STRANGER, amountGwei: 32_000_000_000n, counts: false },
  // A builder pays the pool as fee recipient.
  { validatorIndex: (2n ** 40n) | 7n, recipient: PUFFER_POOL, amountGwei: 90_000_000n, counts: true },
  // A stranger's validator that withdraws to a pod without an account.
  { validatorIndex: 2n, recipient: PODS[1]!.address, amountGwei: 2_048_000_000_003n, counts: true },
  // A pod that does not exist yet at the execution block, but did at the time of the beacon block.
  { validatorIndex: 3n, recipient: PODS[2]!.address, amountGwei: 5_000_000_000n, counts: false },
  // The same pod again.
  { validatorIndex: 9n, recipient: PODS[0]!.address, amountGwei: 1n, counts: true },
  // Of this account a slot counts, not the balance.
  { validatorIndex: 1n, recipient: AVS_REWARDS, amountGwei: 6_000_000_000n, counts: false },
];

export const TOY_PLANS: Readonly<Record<string, ToyReportPlan>> = {
  "toy-report.json": FIRST,
  /** From Gloas on the state names the execution block of an earlier slot: what came in between is not there yet. */
  "toy-gloas.json": {
    ...FIRST,
    end: { ...FIRST_SPURT, slot: FIRST_SPURT.slot + 1n },
    fork: "gloas",
    slotsBehind: 1n,
    withdrawals: WITHDRAWALS,
  },
  /** Before Electra nothing waits in the state: what does not exist is written off. */
  "toy-deneb.json": {
    ...FIRST,
    fork: "deneb",
    balancesGwei: toyBalances(25),
    deposits: [],
    writtenOff: [3n, 5n],
  },
  /** A week later: 24 and 25 exist, the pool is fuller, and more than 22% of all validators are the protocol's. */
  "toy-next.json": {
    ...FIRST,
    end: SECOND_SPURT,
    balancesGwei: toyBalances(26, 20_000_000n),
    deposits: toyQueue([5, 10]),
    amounts: toyAmounts(1_000_000_000_000_000_000n),
  },
};
