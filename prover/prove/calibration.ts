/**
 * How long pages take on this machine, as `prove` and `plan --calibrate` have measured it: beside the keys of the size,
 * one measurement for each backend and number of pages at a time. For what people are shown only: no border of a page
 * depends on it.
 * @module
 */
import { readFile } from "node:fs/promises";
import { cpus } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import type { CircuitFiles } from "../keys/circuit-files.ts";
import { BACKEND_NAMES, type BackendName } from "./constants.ts";
import { readMachine } from "./machine.ts";
import { writeFileWhole } from "./write-file-whole.ts";

const measurementSchema = z.object({
  backend: z.enum(BACKEND_NAMES),
  /** Pages at the same time. */
  threads: z.int().positive(),
  /** Pages that were measured. */
  pages: z.int().positive(),
  /** Of one round, in which every thread proves a page. */
  roundSeconds: z.number().positive(),
  /** ISO 8601, UTC. */
  measuredAt: z.string(),
});

const calibrationSchema = z.object({
  /** A build folder may be carried to another machine: then nothing was measured there. */
  cpu: z.string(),
  cores: z.int().positive(),
  measurements: z.array(measurementSchema),
});

export type Measurement = z.infer<typeof measurementSchema>;
type Calibration = z.infer<typeof calibrationSchema>;

const fileOf = (files: CircuitFiles): string => join(files.directory, "calibration.json");

/** @returns nothing where the file is absent, damaged or another machine's: it is only a memory. */
export async function readMeasurements(files: CircuitFiles): Promise<readonly Measurement[]> {
  try {
    const { cpu, cores, measurements } = calibrationSchema.parse(
      JSON.parse(await readFile(fileOf(files), "utf8")),
    );
    const here = thisMachine();
    return cpu === here.cpu && cores === here.cores ? measurements : [];
  } catch {
    return [];
  }
}

/**
 * Keeps the latest measurement of its kind.
 * @param run  pages that were proved, and the time of all of them; nothing is kept where no round was full.
 */
export async function rememberSpeed(
  files: CircuitFiles,
  run: {
    readonly backend: BackendName;
    readonly threads: number;
    readonly pages: number;
    readonly seconds: number;
  },
): Promise<void> {
  const { backend, threads, pages, seconds } = run;
  if (pages < threads) return;
  const measurement: Measurement = {
    backend,
    threads,
    pages,
    roundSeconds: seconds / Math.ceil(pages / threads),
    measuredAt: new Date().toISOString(),
  };
  const others = (await readMeasurements(files)).filter(
    (known) => known.backend !== backend || known.threads !== threads,
  );
  const calibration: Calibration = { ...thisMachine(), measurements: [...others, measurement] };
  await writeFileWhole(fileOf(files), `${JSON.stringify(calibration, null, 2)}\n`);
}

/** The measurement that says most about so many pages at a time: the same number, or else the nearest. */
export function nearestMeasurement(
  measurements: readonly Measurement[],
  backend: BackendName,
  threads: number,
): Measurement | undefined {
  const distance = (measurement: Measurement) => Math.abs(measurement.threads - threads);
  return measurements
    .filter((measurement) => measurement.backend === backend)
    .toSorted((a, b) => distance(a) - distance(b))[0];
}

/** In rounds of as many pages as were measured at a time; the last round is as long as the others. */
export function expectedSeconds({ threads, roundSeconds }: Measurement, pages: number): number {
  return Math.ceil(pages / threads) * roundSeconds;
}

function thisMachine(): Pick<Calibration, "cpu" | "cores"> {
  return { cpu: cpus()[0]?.model.trim() ?? "unknown", cores: readMachine().cores };
}
