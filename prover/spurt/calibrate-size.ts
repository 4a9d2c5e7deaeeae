/**
 * Measures the proving time of one size on this machine: proves one round of the plan's pages, with the usual
 * concurrency.
 * @module
 */

import type { Terminal } from "../cli/output/terminal.ts";
import { withInterrupt } from "../cli/with-interrupt.ts";
import { loadKeys } from "../keys/load-keys.ts";
import type { PageSize } from "../plan/page-sizes.ts";
import { planPages } from "../plan/plan-pages.ts";
import type { RegistryEntry } from "../plan/registry.ts";
import type { BackendChoice } from "../prove/backends/backend.ts";
import { rememberSpeed } from "../prove/calibration.ts";
import { provePages } from "../prove/prove-pages.ts";
import type { VerifiedState } from "../state/verified-state.ts";
import { pageWitness } from "../witness/page-witness.ts";
import { createPageProver } from "./create-page-prover.ts";

export interface SizeToCalibrate {
  readonly size: PageSize;
  readonly state: VerifiedState;
  readonly registry: readonly RegistryEntry[];
  readonly startCount: number;
  readonly backend: BackendChoice;
  readonly threads: number | undefined;
  readonly terminal: Terminal;
  readonly say: (text: string) => void;
}

export async function calibrateSize(task: SizeToCalibrate): Promise<void> {
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
