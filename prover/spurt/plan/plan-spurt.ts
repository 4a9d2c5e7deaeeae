/**
 * What proving would take, in one size or in several side by side. Needs neither keys nor a prover, unless it measures.
 * @module
 */
import { NoKeysError } from "../../keys/errors.ts";
import { installedSizes } from "../../keys/installed-sizes.ts";
import { outlinePlan } from "../../plan/outline-plan.ts";
import { PAGE_SIZE_NAMES, type PageSize } from "../../plan/page-sizes.ts";
import type { GasRules } from "../../plan/planned-gas.ts";
import { recommendSize } from "../../plan/recommend-size.ts";
import type { RegistryEntry } from "../../plan/registry.ts";
import type { CreateProver } from "../../prove/create-page-prover.ts";
import { balancesListOf } from "../../state/list-tree.ts";
import type { StateSource } from "../../state/state-source.ts";
import { loadAcceptedCount, loadOracle, loadState, registryOf } from "../load-sources.ts";
import type { ProvedOracle } from "../proved-oracle.ts";
import { RegistryMissingError } from "../source-errors.ts";
import { type RunStage, runSilently } from "../stages.ts";
import { calibrateSize } from "./calibrate-size.ts";
import { type SizePlan, sizePlan } from "./size-plan.ts";

export interface PlanTask {
  /** As in `ProveTask`. */
  readonly state: StateSource;
  readonly oracle?: ProvedOracle | undefined;
  readonly registry?: readonly RegistryEntry[] | undefined;
  /** Default: all but the one for tests. */
  readonly sizes?: readonly PageSize[] | undefined;
  /** That gas is expected by. Default: Osaka's. */
  readonly gasRules?: GasRules | undefined;
  /** Of this machine: one of BACKEND_NAMES. */
  readonly backend: string;
  /** Concurrent pages; undefined: as many as the machine allows. */
  readonly threads?: number | undefined;
  /** Measures the sizes with installed keys first, with provers of this machine. */
  readonly calibrateWith?: CreateProver | undefined;
  /** Ends measuring; reason "SIGINT" or "SIGTERM". */
  readonly signal?: AbortSignal | undefined;
  /** Shows the stages. */
  readonly stage?: RunStage | undefined;
}

/** Plain JSON. */
export interface SpurtPlan {
  readonly slot: number;
  readonly blockRoot: string;
  readonly validators: number;
  /** Validators that are proved elsewhere. */
  readonly startCount: number;
  /** Counted as 0 ETH: not in the list yet. */
  readonly notExisting: number;
  readonly backend: string;
  readonly gasRules: GasRules;
  readonly sizes: readonly SizePlan[];
  /** The smallest size within a tenth of the least gas of a whole spurt; null if none fits into memory. */
  readonly recommended: PageSize | null;
}

/** Compared where no size is named. */
const COMPARED: readonly PageSize[] = PAGE_SIZE_NAMES.filter((size) => size !== "test");

/**
 * Loads the state and the registry, and counts the pages of each size.
 * @throws RegistryMissingError, NoKeysError if there is nothing to measure, and the errors of loading state, oracle and registry.
 */
export async function planSpurt(task: PlanTask): Promise<SpurtPlan> {
  const { oracle, sizes = COMPARED, gasRules = "osaka", backend, threads, calibrateWith } = task;
  const { signal, stage = runSilently } = task;
  if (task.registry === undefined && oracle === undefined) throw new RegistryMissingError();
  const accepted = await loadAcceptedCount(oracle, stage);
  const state = await stage("load-state", (tell) => loadState(task.state, oracle, tell));
  const registry = task.registry ?? registryOf(await stage("read-oracle", () => loadOracle(oracle!, state)));
  // As in `proveSpurt`: if nothing is left, the last validator is proved again.
  const startCount = Math.min(accepted, registry.length - 1);

  if (calibrateWith !== undefined) {
    const measured = sizes.filter((size) => installedSizes().includes(size));
    if (measured.length === 0) throw new NoKeysError();
    for (const size of measured) {
      const measuring = { size, state, registry, startCount, createProver: calibrateWith, signal };
      await stage(`measure-${size}`, (tell) => calibrateSize(measuring, tell));
    }
  }
  const plans: SizePlan[] = [];
  for (const size of sizes) {
    const outline = outlinePlan(registry, balancesListOf(state), size, startCount, gasRules);
    plans.push(await sizePlan(outline, backend, threads));
  }
  return {
    slot: state.header.slot,
    blockRoot: state.blockRoot,
    validators: registry.length,
    startCount,
    notExisting: registry.filter(({ index }) => index >= state.listLength).length,
    backend,
    gasRules,
    sizes: plans,
    recommended: recommendSize(plans, gasRules)?.size ?? null,
  };
}
