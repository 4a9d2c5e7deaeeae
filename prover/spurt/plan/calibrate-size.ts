/**
 * Measures the proving time of one size on this machine: proves one round of the plan's pages, with the usual
 * concurrency.
 * @module
 */
import { loadKeys } from "../../keys/load-keys.ts";
import type { PageSize } from "../../plan/page-sizes.ts";
import { planPages } from "../../plan/plan-pages.ts";
import type { RegistryEntry } from "../../plan/registry.ts";
import { rememberSpeed } from "../../prove/calibration.ts";
import type { CreateProver } from "../../prove/create-page-prover.ts";
import { provePages } from "../../prove/prove-pages.ts";
import type { VerifiedState } from "../../state/verified-state.ts";
import { pageWitness } from "../../witness/page-witness.ts";
import type { Tell } from "../stages.ts";

export interface SizeToCalibrate {
  readonly size: PageSize;
  readonly state: VerifiedState;
  readonly registry: readonly RegistryEntry[];
  readonly startCount: number;
  /** Its prover must be one of this machine. */
  readonly createProver: CreateProver;
  readonly signal: AbortSignal | undefined;
}

/** Stores the time beside the keys. @throws the errors of `loadKeys`, `planPages`, `createProver` and `provePages`. */
export async function calibrateSize(task: SizeToCalibrate, tell: Tell): Promise<void> {
  const { size, state, registry, startCount, createProver, signal } = task;
  const keys = await loadKeys(size);
  const plan = await planPages(registry, state, keys.limits, 0n, startCount);
  const prover = await createProver({
    keys,
    pages: plan.pages.length,
    onNotice: (notice) => tell({ kind: "prover-notice", ...notice }),
  });
  const { localBackend: backend, parallel: threads } = prover;
  const round = { ...plan, pages: plan.pages.slice(0, threads) };
  const start = performance.now();
  try {
    await provePages(round, keys, {
      prover,
      witnessOf: (page) => pageWitness(state, page, plan.limits),
      onProved: (done, total, seconds) => tell({ kind: "page-proved", done, total, seconds, size }),
      signal,
    });
  } finally {
    await prover.close();
  }
  const seconds = (performance.now() - start) / 1000;
  if (backend !== undefined) await rememberSpeed(keys.files, { backend, threads, pages: threads, seconds });
}
