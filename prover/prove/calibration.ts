/**
 * Proving times of this machine, measured by `prove` and `plan --calibrate`: stored next to the keys of the size, one
 * measurement for each backend and number of concurrent pages. Only for display: no page border depends on it.
 * @module
 */
import { cpus } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import type { CircuitFiles } from "../keys/circuit-files.ts";
import { readRegular } from "../read-regular.ts";
import { writingTo } from "../writing-to.ts";
import { readMachine } from "./machine.ts";
import { writeFileWhole } from "./write-file-whole.ts";

const measurementSchema = z.object({
  backend: z.string(),
  /** Concurrent pages. */
  threads: z.int().positive(),
  /** Number of measured pages. */
  pages: z.int().positive(),
  /** Seconds for one round, in which every thread proves a page. */
  roundSeconds: z.number().positive(),
  /** ISO 8601, UTC. */
  measuredAt: z.string(),
});

const calibrationSchema = z.object({
  /** Identifies the machine: a build folder may be copied to another one, where the times do not apply. */
  cpu: z.string(),
  cores: z.int().positive(),
  measurements: z.array(measurementSchema),
});

export type Measurement = z.infer<typeof measurementSchema>;
type Calibration = z.infer<typeof calibrationSchema>;

const fileOf = (files: CircuitFiles): string => join(files.directory, "calibration.json");

/** @returns an empty list if the file is missing, damaged or from another machine. */
export async function readMeasurements(files: CircuitFiles): Promise<readonly Measurement[]> {
  try {
    const { cpu, cores, measurements } = calibrationSchema.parse(
      JSON.parse((await readRegular(fileOf(files))).toString("utf8")),
    );
    const here = thisMachine();
    return cpu === here.cpu && cores === here.cores ? measurements : [];
  } catch {
    return [];
  }
}

/**
 * Stores the latest measurement of its kind.
 * @throws OutputWriteError
 * @param run  number of proved pages and their total time; not stored if no round was full.
 */
export async function rememberSpeed(
  files: CircuitFiles,
  run: {
    readonly backend: string;
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
  const file = fileOf(files);
  await writingTo(file, () => writeFileWhole(file, `${JSON.stringify(calibration, null, 2)}\n`));
}

/** The measurement for this number of concurrent pages, or the nearest one. */
export function nearestMeasurement(
  measurements: readonly Measurement[],
  backend: string,
  threads: number,
): Measurement | undefined {
  const distance = (measurement: Measurement) => Math.abs(measurement.threads - threads);
  return measurements
    .filter((measurement) => measurement.backend === backend)
    .toSorted((a, b) => distance(a) - distance(b))[0];
}

/** Counts rounds of the measured concurrency; the last round takes as long as the others. */
export function expectedSeconds(
  { threads, roundSeconds }: Pick<Measurement, "threads" | "roundSeconds">,
  pages: number,
): number {
  return Math.ceil(pages / threads) * roundSeconds;
}

function thisMachine(): Pick<Calibration, "cpu" | "cores"> {
  return { cpu: cpus()[0]?.model.trim() ?? "unknown", cores: readMachine().cores };
}
