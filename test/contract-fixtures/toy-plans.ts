/**
 * The toy fixtures: one chain over two spurts, and the first one's end again as other forks keep their states.
 * @module
 */
import { toyAmounts } from "./toy-execution.ts";
import { FIRST_SPURT, SECOND_SPURT } from "./toy-protocol.ts";
import type { ToyReportPlan } from "./toy-report.ts";
import { toyBalances, toyQueue } from "./toy-state.ts";

/** Index 24 does not exist yet: its deposit waits, and that of provision 5. */
const FIRST: ToyReportPlan = {
  end: FIRST_SPURT,
  fork: "electra",
  link: "stateRoot",
  balancesGwei: toyBalances(23),
  deposits: toyQueue([5, 7]),
  writtenOff: [3n],
  amounts: toyAmounts(),
};

export const TOY_PLANS: Readonly<Record<string, ToyReportPlan>> = {
  "toy-report.json": FIRST,
  "toy-block-hash.json": { ...FIRST, link: "blockHash" },
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
