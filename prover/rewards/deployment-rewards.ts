/**
 * The rewards of an interval of a deployed protocol: validators and operators are those of its own storage at the last block,
 * and those of the spurt before, since a validator whose exit was handled is no longer in the storage.
 * @module
 */
import type { Hex } from "../hex.ts";
import { PRINCIPAL_GWEI } from "../puffer/accounting.ts";
import { SECONDS_PER_SLOT } from "../puffer/network.ts";
import type { KeptNodes } from "../spurt/kept-nodes.ts";
import type { DeployedProtocol } from "../spurt/read-deployed-protocol.ts";
import { type RunStage, runSilently, stateListener } from "../spurt/stages.ts";
import type { StateSource } from "../state/state-source.ts";
import { buildRewards, type DeclaredInputs, type RewardsInputs } from "./build-rewards.ts";
import { OperatorContradictedError, OperatorRenamedError } from "./declared-errors.ts";
import type { Operator } from "./declared-files.ts";
import { type DeployedEvidence, deployedOperators } from "./deployed-operators.ts";
import { endOf } from "./interval-end.ts";
import { declaredForm, requireDeclaredCode } from "./operator-accounts.ts";
import type { Rewards } from "./rewards-document.ts";
import { statesBetween } from "./state-between.ts";

export interface DeploymentRewardsTask extends DeployedEvidence {
  readonly protocol: DeployedProtocol;
  /** Whole ones: validators are found by their keys. */
  readonly states: StateSource;
  readonly spurt: bigint;
  readonly fromSlot: number;
  readonly slot: number;
  readonly declared: Omit<DeclaredInputs, "operators"> & {
    /** Only compared with the storage. */
    readonly operators?: DeclaredInputs["operators"] | undefined;
  };
  readonly previous?: RewardsInputs["previous"];
  readonly uri: string;
  readonly stage?: RunStage | undefined;
}

/**
 * @throws OperatorContradictedError, OperatorRenamedError, L1ContractMismatchError, and the errors of states,
 * `deployedOperators` and `buildRewards`.
 */
export async function deploymentRewards(task: DeploymentRewardsTask): Promise<Rewards> {
  const { protocol, states, spurt, declared, previous, stage = runSilently } = task;
  const { chain } = protocol;
  const stateOf = (slot: number) => stage("load-state", (tell) => states.load({ slot }, stateListener(tell)));
  const [first, last] = [await stateOf(task.fromSlot), await stateOf(task.slot)];
  const kept: KeptNodes[] = [];
  const operatorsAt = async (state: typeof first) => {
    const found = await stage("discover", (tell) => deployedOperators(protocol, state, task, tell));
    if (found.kept !== undefined) kept.push(found.kept);
    return found.operators;
  };
  const known =
    previous === undefined
      ? await operatorsAt(first)
      : new Map(previous.document.validators.map(({ index, account }) => [index, account]));
  const accounts = joined(known, await operatorsAt(last));
  const operators = await declaredForm(chain, accounts);
  if (declared.operators !== undefined) {
    requireSame(declared.operators.content, accounts);
    await requireDeclaredCode(chain, declared.operators.content);
  }
  const [from, to] = [await endOf(chain, first), await endOf(chain, last)];
  const rewards = await stage("prove-withdrawals", (tell) =>
    buildRewards({
      spurt,
      chain,
      from,
      to,
      secondsPerSlot: SECONDS_PER_SLOT,
      registry: [...accounts.keys()].map((index) => ({ index, principalGwei: PRINCIPAL_GWEI })),
      declared: { ...declared, operators: { content: operators, sha256: null } },
      previous,
      liability: undefined,
      uri: task.uri,
      stateAt: statesBetween(states, stateListener(tell)),
      onProgress: (blocks, of) => tell({ kind: "withdrawals-proved", blocks, of }),
    }),
  );
  // Not before: a run that is killed until here goes on with them.
  for (const nodes of kept) await nodes.remove();
  return rewards;
}

/** By rising index. @throws OperatorRenamedError */
function joined(before: ReadonlyMap<number, Hex>, now: ReadonlyMap<number, Hex>): Map<number, Hex> {
  for (const [index, account] of now) {
    const was = before.get(index);
    if (was !== undefined && was !== account) throw new OperatorRenamedError(index, was, account);
  }
  return new Map([...before, ...now].sort(([a], [b]) => a - b));
}

/** @throws OperatorContradictedError */
function requireSame(declared: readonly Operator[], accounts: ReadonlyMap<number, Hex>): void {
  const listed = new Set<number>();
  for (const { account, validators } of declared) {
    for (const index of validators) {
      const proved = accounts.get(index);
      if (proved !== account) throw new OperatorContradictedError(index, account, proved ?? "nobody");
      listed.add(index);
    }
  }
  for (const [index, account] of accounts) {
    if (!listed.has(index)) throw new OperatorContradictedError(index, "nobody", account);
  }
}
