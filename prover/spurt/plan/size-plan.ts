/**
 * A plan in one size with its estimated cost on this machine.
 * @module
 */

import { circuitFiles } from "../../keys/circuit-files.ts";
import { installedSizes, provingKeyBytes } from "../../keys/installed-sizes.ts";
import type { PlanOutline } from "../../plan/outline-plan.ts";
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
  /** Time for all pages; null without a measurement on this machine. */
  readonly expectedSeconds: number | null;
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
  const pageBytes = backendNamed(backend).pageMemoryBytes(keyBytes);
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
