/**
 * The rewards of a spurt on the chain: its block and the one before are those that BeaconRoots stores, its validators those
 * that the report proved.
 * @module
 */
import type { Address } from "viem";
import type { ChainClient } from "../chain/client/chain-client.ts";
import { connectOracle } from "../chain/views/oracle-contracts.ts";
import { readReport } from "../chain/views/oracle-views.ts";
import { readRegistryContract } from "../chain/views/read-registry.ts";
import { registryOfContract } from "../plan/registry-of-contract.ts";
import { loadState } from "../spurt/load-sources.ts";
import type { ProvedOracle } from "../spurt/proved-oracle.ts";
import { type RunStage, runSilently, stateListener } from "../spurt/stages.ts";
import type { StateSource } from "../state/state-source.ts";
import { buildRewards, type DeclaredInputs, type RewardsInputs } from "./build-rewards.ts";
import { endOf } from "./interval-end.ts";
import { requireDeclaredCode } from "./operator-accounts.ts";
import { readLiability } from "./read-liability.ts";
import type { Rewards } from "./rewards-document.ts";
import { statesBetween } from "./state-between.ts";

export interface SpurtRewardsTask {
  readonly chain: ChainClient;
  /** Of beacon nodes: asked for the blocks that the chain names. */
  readonly states: StateSource;
  readonly oracle: Address;
  readonly spurt: bigint;
  /** Where the interval begins, instead of at the block of the spurt before: for the first spurt. */
  readonly fromSlot?: number | undefined;
  readonly declared: DeclaredInputs;
  readonly previous?: RewardsInputs["previous"];
  /** Of RewardsDistributor; undefined: the rewards are tied to no liability. */
  readonly distributor?: Address | undefined;
  readonly uri: string;
  readonly stage?: RunStage | undefined;
}

/**
 * @throws L1ContractMismatchError, and the errors of states, registry, report, `readLiability` and `buildRewards`.
 */
export async function spurtRewards(task: SpurtRewardsTask): Promise<Rewards> {
  const { chain, oracle, spurt, fromSlot, declared, distributor, stage = runSilently } = task;
  const contracts = await connectOracle(chain, oracle);
  const { validators } = await readReport(chain, contracts, spurt);
  await requireDeclaredCode(chain, declared.operators.content);
  const source = task.states;
  const at = (number: bigint): ProvedOracle => ({ chain, oracle, spurt: { number } });
  const first = await stage("load-state", (tell) =>
    fromSlot === undefined
      ? loadState(source, at(spurt - 1n), tell)
      : source.load({ slot: fromSlot }, stateListener(tell)),
  );
  const last = await stage("load-state", (tell) => loadState(source, at(spurt), tell));
  const [from, to] = [await endOf(chain, first), await endOf(chain, last)];
  // The report says how much of the registry it proved: later entries belong to later spurts.
  const registry = await stage("read-oracle", () =>
    readRegistryContract(chain, contracts.registry, to.timestamp),
  );
  const liability =
    distributor === undefined ? undefined : await readLiability(chain, oracle, distributor, spurt);
  return stage("prove-withdrawals", (tell) =>
    buildRewards({
      spurt,
      chain,
      from,
      to,
      secondsPerSlot: contracts.secondsPerSlot,
      registry: registryOfContract(registry).slice(0, Number(validators)),
      declared,
      previous: task.previous,
      liability,
      uri: task.uri,
      stateAt: statesBetween(source, stateListener(tell)),
      onProgress: (blocks, of) => tell({ kind: "withdrawals-proved", blocks, of }),
    }),
  );
}
