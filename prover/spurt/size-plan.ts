/**
 * A plan in one size, with what it takes of this machine: as far as that is known without proving.
 * @module
 */

import { circuitFiles } from "../keys/circuit-files.ts";
import { installedSizes, provingKeyBytes } from "../keys/installed-sizes.ts";
import type { PlanOutline } from "../plan/outline-plan.ts";
import {
  expectedSeconds,
  type Measurement,
  nearestMeasurement,
  readMeasurements,
} from "../prove/calibration.ts";
import { chooseThreads } from "../prove/choose-threads.ts";
import type { BackendName } from "../prove/constants.ts";
import { readMachine } from "../prove/machine.ts";
import { pageMemoryBytes } from "../prove/page-memory.ts";

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

/** @param asked  pages at a time; undefined: as many as the machine allows. */
export async function sizePlan(
  outline: PlanOutline,
  backend: BackendName,
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
