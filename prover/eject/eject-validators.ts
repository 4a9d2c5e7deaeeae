/**
 * Looks for validators to eject in the state of a source, and prepares the requests that exit them.
 * @module
 */
import type { ChainClient } from "../chain/client/chain-client.ts";
import type { Hex } from "../hex.ts";
import type { RegistryEntry } from "../plan/registry.ts";
import { loadOracle, loadState, registryOf } from "../spurt/load-sources.ts";
import type { ProvedOracle } from "../spurt/proved-oracle.ts";
import { RegistryMissingError } from "../spurt/source-errors.ts";
import { type RunStage, runSilently } from "../spurt/stages.ts";
import type { StateSource } from "../state/state-source.ts";
import type { EjectReason } from "./constants.ts";
import { exitRequests, type PodExits } from "./exit-requests.ts";
import { type Ejections, findEjections } from "./find-ejections.ts";

export interface EjectTask {
  readonly state: StateSource;
  /** Names the block of a spurt, and the registry where none is given. */
  readonly oracle?: ProvedOracle | undefined;
  readonly registry?: readonly RegistryEntry[] | undefined;
  /** Default: all. */
  readonly reasons?: readonly EjectReason[] | undefined;
  readonly stage?: RunStage | undefined;
}

export interface EjectResult extends Ejections {
  /** By pod; null without a chain, which knows their owners and the fee. */
  readonly exits: readonly PodExits[] | null;
}

/**
 * @throws RegistryMissingError, WithdrawalFeeError, and the errors of loading state, oracle and registry.
 */
export async function ejectValidators(task: EjectTask): Promise<EjectResult> {
  const { oracle, stage = runSilently } = task;
  if (task.registry === undefined && oracle === undefined) throw new RegistryMissingError();
  const state = await stage("load-state", (tell) => loadState(task.state, oracle, tell));
  const registry = task.registry ?? registryOf(await stage("read-oracle", () => loadOracle(oracle!, state)));
  return stage("look-at-validators", async () => {
    const ejections = await findEjections(state, registry, task.reasons);
    const exits = oracle === undefined ? null : await exitsOf(oracle.chain, ejections);
    return { ...ejections, exits };
  });
}

function exitsOf(chain: ChainClient, { found }: Ejections): Promise<PodExits[]> {
  const byPod = new Map<Hex, Hex[]>();
  for (const { step, pod, validator } of found) {
    if (step !== "exit" || pod === null) continue;
    byPod.set(pod, [...(byPod.get(pod) ?? []), validator.pubkey]);
  }
  return exitRequests(chain, byPod);
}
