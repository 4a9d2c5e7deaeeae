/**
 * An Electra state whose balances list is as long as mainnet's; everything that gas does not depend on is left out.
 * @module
 */
import { type Hex, toBytes } from "viem";
import { MAINNET_LENGTH } from "../../../scripts/synthetic-state/drawn-registry.ts";
import { seededRandom } from "../../../scripts/synthetic-state/seeded-random.ts";
import { type SyntheticState, syntheticState } from "../../../scripts/synthetic-state/synthetic-state.ts";
import { GENESIS_TIME } from "../toy-protocol.ts";

const ETH_GWEI = 1_000_000_000;
const SEED = 1;

/**
 * Around 32 ETH: most hold rewards that the next sweep takes, some were punished, some have compounding credentials and
 * hold up to 2,048 ETH.
 */
export function mainnetBalancesGwei(): bigint[] {
  const random = seededRandom(SEED);
  return Array.from({ length: MAINNET_LENGTH }, () => {
    const [kind, part] = [random(), random()];
    if (kind < 0.05) return BigInt(Math.floor((32 + 2016 * part) * ETH_GWEI));
    if (kind < 0.1) return BigInt(Math.floor((31 + part) * ETH_GWEI));
    return BigInt(32 * ETH_GWEI + Math.floor(0.02 * part * ETH_GWEI));
  });
}

export function mainnetState(
  balancesGwei: readonly bigint[],
  executionStateRoot: Hex,
): Promise<SyntheticState> {
  return syntheticState(balancesGwei, "electra", (state) => {
    state.genesisTime = Number(GENESIS_TIME);
    state.latestExecutionPayloadHeader.stateRoot = toBytes(executionStateRoot);
  });
}
