/**
 * A plan in one size with its estimated cost on this machine.
 * @module
 */

import { circuitFiles } from "../../keys/circuit-files.ts";
import { installedSizes, provingKeyBytes } from "../../keys/installed-sizes.ts";
import type { PlanOutline } from "../../plan/outline-plan.ts";
import { DOMAIN_POWERS } from "../../plan/page-sizes.ts";
import { backendNamed } from "../../prove/backends/registry.ts";
import {
  expectedSeconds,
  type Measurement,
  nearestMeasurement,
  readMeasurements,
} from "../../prove/calibration.ts";
import { chooseThreads } from "../../prove/choose-threads.ts";
import { readMachine } from "../../prove/machine.ts";

export interface SizePlan extends PlanOutline {
  /** True if circuit and keys are installed. */
  readonly keysInstalled: boolean;
  /** Concurrent pages. */
  readonly threads: number;
  /** Peak memory of all of them. */
  readonly memoryBytes: number;
  /** True if one page fits into the free memory. */
  readonly fits: boolean;
  /** Time for all pages: measured on this machine, or else estimated by the backend. */
  readonly expectedSeconds: number;
  /** Null where it is estimated. */
  readonly measurement: Measurement | null;
}

/** @param asked  concurrent pages; undefined: as many as the machine allows. */
export async function sizePlan(
  outline: PlanOutline,
  backend: string,
  asked: number | undefined,
): Promise<SizePlan> {
  const { size } = outline;
  const machine = readMachine();
  const keyBytes = provingKeyBytes(size);
  const threads = Math.min(asked ?? chooseThreads(machine, keyBytes, backend), outline.pages);
  const { memoryBytes, roundSeconds } = backendNamed(backend);
  const measurement = nearestMeasurement(await readMeasurements(circuitFiles(size)), backend, threads);
  return {
    ...outline,
    keysInstalled: installedSizes().includes(size),
    threads,
    memoryBytes: memoryBytes(keyBytes, threads),
    fits: memoryBytes(keyBytes, 1) <= machine.freeBytes,
    expectedSeconds: expectedSeconds(
      measurement ?? { threads, roundSeconds: roundSeconds(DOMAIN_POWERS[size], threads, machine.cores) },
      outline.pages,
    ),
    measurement: measurement ?? null,
  };
}
