/**
 * The registry of the demo: three runs of eight validators, as NoOps register them, one alone, and one that the beacon
 * chain does not know yet. Two of them compound: their principal is 1,000 ETH.
 * @module
 */
import type { RegistryEntry } from "../../prover/plan/registry.ts";
import { GWEI_PER_ETH } from "../../prover/units.ts";

const RUNS = [0, 16, 40].flatMap((first) => Array.from({ length: 8 }, (_, i) => first + i));
const ALONE = 63;
/** The network has 64 validators. */
const NOT_YET = 70;

/** Every sixteenth validator of the network, from 3 on, holds about 1,000 ETH (scripts/devnet/genesis-validators.ts). */
const isCompounding = (index: number) => index % 16 === 3;

export const DEMO_REGISTRY: readonly RegistryEntry[] = [...RUNS, ALONE, NOT_YET].map((index) => ({
  index,
  principalGwei: (isCompounding(index) ? 1_000n : 32n) * GWEI_PER_ETH,
}));

/** ETH that sits in PufferPool and WithdrawalPool. */
export const DEMO_POOL_DEPOSITS_WEI = [96_500_000_000_000_000_000n, 32_000_000_000_000_000_000n] as const;

/** pufETH in circulation. */
export const DEMO_SUPPLY_WEI = 2_750_000_000_000_000_000_000n;
