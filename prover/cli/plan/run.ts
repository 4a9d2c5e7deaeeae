/**
 * `pufeth-por plan`: what proving would take, in one size or in several side by side.
 * @module
 */

import { NoKeysError } from "../../keys/errors.ts";
import { installedSizes } from "../../keys/installed-sizes.ts";
import { outlinePlan } from "../../plan/outline-plan.ts";
import { PAGE_SIZE_NAMES, type PageSize } from "../../plan/page-sizes.ts";
import { readRegistry } from "../../plan/read-registry-file.ts";
import { recommendSize } from "../../plan/recommend-size.ts";
import { findBackend } from "../../prove/backends/registry.ts";
import { calibrateSize } from "../../spurt/calibrate-size.ts";
import { loadAcceptedCount, loadOracle, loadState, registryOf } from "../../spurt/load-sources.ts";
import { type SizePlan, sizePlan } from "../../spurt/size-plan.ts";
import { proveSourcesOf, type RawSourceOptions } from "../options/prove-sources.ts";
import type { ProvingOptions } from "../options/proving-options.ts";
import { createProgress } from "../output/progress.ts";
import type { Terminal } from "../output/terminal.ts";
import { formatPlan } from "./print.ts";

export interface PlanCommandOptions extends RawSourceOptions, ProvingOptions {
  readonly size?: PageSize;
  readonly calibrate?: boolean;
  readonly json?: boolean;
}

/** Plain JSON. */
export interface PlanResult {
  readonly slot: number;
  readonly blockRoot: string;
  readonly validators: number;
  /** Validators that are proved elsewhere. */
  readonly startCount: number;
  /** Counted as 0 ETH: not in the list yet. */
  readonly notExisting: number;
  readonly backend: string;
  readonly sizes: readonly SizePlan[];
  readonly recommended: PageSize | null;
}

/** Compared where no size is named. */
const COMPARED: readonly PageSize[] = PAGE_SIZE_NAMES.filter((size) => size !== "test");

export async function runPlan(options: PlanCommandOptions, terminal: Terminal): Promise<void> {
  const sources = proveSourcesOf(options);
  const backend = await findBackend(options);
  const progress = createProgress({ silent: options.json ?? false });
  const registryFile = options.registry === undefined ? undefined : await readRegistry(options.registry);
  const { continued, execution: chain } = sources;
  const accepted =
    continued === undefined
      ? 0
      : await progress.stage("Read the accepted pages", () => loadAcceptedCount(continued));
  const state = await progress.stage("Load and check the beacon state", (say) =>
    loadState(sources.state, say),
  );
  const registry =
    registryFile ??
    // Without an oracle there is a registry file, see `proveSourcesOf`.
    registryOf(await progress.stage("Read oracle and registry", () => loadOracle(chain!, state)));
  // As in `prove`: if nothing is left, the last validator is proved again.
  const startCount = Math.min(accepted, registry.length - 1);

  const sizes = options.size === undefined ? COMPARED : [options.size];
  if (options.calibrate) {
    const measured = sizes.filter((size) => installedSizes().includes(size));
    if (measured.length === 0) throw new NoKeysError();
    for (const size of measured) {
      await progress.stage(`Measure pages of the size ${size}`, (say) =>
        calibrateSize({
          size,
          state,
          registry,
          startCount,
          backend,
          threads: options.threads,
          terminal,
          say,
        }),
      );
    }
  }
  const plans: SizePlan[] = [];
  for (const size of sizes) {
    const outline = outlinePlan(registry, state.listLength, size, startCount);
    plans.push(await sizePlan(outline, backend.name, options.threads));
  }
  const candidates = plans.map((plan) => ({
    outline: plan,
    fits: plan.fits,
    seconds: plan.expectedSeconds,
  }));
  const result: PlanResult = {
    slot: state.header.slot,
    blockRoot: state.blockRoot,
    validators: registry.length,
    startCount,
    notExisting: registry.filter(({ index }) => index >= state.listLength).length,
    backend: backend.name,
    sizes: plans,
    recommended: recommendSize(candidates)?.outline.size ?? null,
  };
  terminal.out(options.json ? JSON.stringify(result, null, 2) : formatPlan(result));
}
