/**
 * `pufeth-por plan`: what proving would take, in one size or in several side by side.
 * @module
 */
import { outlinePlan, type PlanOutline } from "../plan/outline-plan.ts";
import { PAGE_SIZE_NAMES, type PageSize } from "../plan/page-sizes.ts";
import { planPages } from "../plan/plan-pages.ts";
import { recommendSize } from "../plan/recommend-size.ts";
import { type RegistryEntry, readRegistry } from "../plan/registry.ts";
import {
  expectedSeconds,
  type Measurement,
  nearestMeasurement,
  readMeasurements,
  rememberSpeed,
} from "../prove/calibration.ts";
import { chooseThreads } from "../prove/choose-threads.ts";
import { circuitFiles } from "../prove/circuit-files.ts";
import { NoKeysError } from "../prove/errors.ts";
import { installedSizes, provingKeyBytes } from "../prove/installed-sizes.ts";
import { loadKeys } from "../prove/load-keys.ts";
import { readMachine } from "../prove/machine.ts";
import { pageMemoryBytes } from "../prove/page-memory.ts";
import { provePages } from "../prove/prove-pages.ts";
import type { BackendChoice } from "../prove/proving-backend.ts";
import type { VerifiedState } from "../state/verified-state.ts";
import { pageWitness } from "../witness/page-witness.ts";
import { createPageProver } from "./create-page-prover.ts";
import { formatPlan } from "./format-plan.ts";
import { loadAcceptedCount, loadOracle, loadState, registryOf } from "./load-sources.ts";
import { createProgress } from "./progress.ts";
import { proveSourcesOf, type RawSourceOptions } from "./prove-options.ts";
import { backendChoiceOf, type ProvingOptions } from "./proving-options.ts";
import type { Terminal } from "./terminal.ts";
import { withInterrupt } from "./with-interrupt.ts";

export interface PlanCommandOptions extends RawSourceOptions, ProvingOptions {
  readonly size?: PageSize;
  readonly calibrate?: boolean;
  readonly json?: boolean;
}

/** One size. */
export interface SizePlan extends PlanOutline {
  /** Circuit and keys lie here. */
  readonly keysInstalled: boolean;
  /** Pages at the same time. */
  readonly threads: number;
  /** Of all of them, at the peak. */
  readonly memoryBytes: number;
  /** One page at a time fits into the memory that is free now. */
  readonly fits: boolean;
  /** All pages; null where nothing was measured here. */
  readonly expectedSeconds: number | null;
  readonly measurement: Measurement | null;
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

export async function planCommand(options: PlanCommandOptions, terminal: Terminal): Promise<void> {
  const sources = proveSourcesOf(options);
  const backend = await backendChoiceOf(options);
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
    // Without an oracle there is a file: `proveSourcesOf`.
    registryOf(await progress.stage("Read oracle and registry", () => loadOracle(chain!, state)));
  // As `prove` has it: where nothing is left, the last validator is proved again.
  const startCount = Math.min(accepted, registry.length - 1);

  const sizes = options.size === undefined ? COMPARED : [options.size];
  if (options.calibrate) {
    const measured = sizes.filter((size) => installedSizes().includes(size));
    if (measured.length === 0) throw new NoKeysError();
    for (const size of measured) {
      await progress.stage(`Measure pages of the size ${size}`, (say) =>
        calibrate({ size, state, registry, startCount, backend, threads: options.threads, terminal, say }),
      );
    }
  }
  const plans: SizePlan[] = [];
  for (const size of sizes) {
    const outline = outlinePlan(registry, state.listLength, size, startCount);
    plans.push(await withCosts(outline, backend, options.threads));
  }
  const candidates = plans.map((plan) => ({ outline: plan, fits: plan.fits }));
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

async function withCosts(
  outline: PlanOutline,
  { name: backend }: BackendChoice,
  asked: number | undefined,
): Promise<SizePlan> {
  const { size } = outline;
  const machine = readMachine();
  const keyBytes = provingKeyBytes(size);
  const threads = Math.min(asked ?? chooseThreads(machine, keyBytes, backend), outline.pages);
  const pageBytes = pageMemoryBytes(keyBytes, backend);
  const measurement = nearestMeasurement(await readMeasurements(circuitFiles(size)), backend, threads);
  return {
    ...outline,
    keysInstalled: installedSizes().includes(size),
    threads,
    memoryBytes: threads * pageBytes,
    fits: pageBytes <= machine.freeBytes,
    expectedSeconds: measurement === undefined ? null : expectedSeconds(measurement, outline.pages),
    measurement: measurement ?? null,
  };
}

interface Calibrating {
  readonly size: PageSize;
  readonly state: VerifiedState;
  readonly registry: readonly RegistryEntry[];
  readonly startCount: number;
  readonly backend: BackendChoice;
  readonly threads: number | undefined;
  readonly terminal: Terminal;
  readonly say: (text: string) => void;
}

/** Proves one round: as many of the first pages as are proved at a time. */
async function calibrate(task: Calibrating): Promise<void> {
  const { size, state, registry, startCount, backend, threads, terminal, say } = task;
  const keys = await loadKeys(size);
  const plan = await planPages(registry, state, keys.limits, 0n, startCount);
  const warn = (line: string) => terminal.err(line);
  const prover = await createPageProver({ keys, backend, threads, pages: plan.pages.length, warn });
  const round = { ...plan, pages: plan.pages.slice(0, prover.parallel) };
  const start = performance.now();
  try {
    await withInterrupt(terminal, (signal) =>
      provePages(round, keys, {
        prover,
        witnessOf: (page) => pageWitness(state, page, plan.limits),
        onProved: (done, total) => say(`page ${done} of ${total} proved`),
        signal,
      }),
    );
  } finally {
    await prover.close();
  }
  const seconds = (performance.now() - start) / 1000;
  await rememberSpeed(keys.files, {
    backend: backend.name,
    threads: prover.parallel,
    pages: prover.parallel,
    seconds,
  });
}
