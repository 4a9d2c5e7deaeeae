import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { circuitFiles } from "../../prover/keys/circuit-files.ts";
import {
  expectedSeconds,
  nearestMeasurement,
  readMeasurements,
  rememberSpeed,
} from "../../prover/prove/calibration.ts";
import { temporaryFolder } from "../bundle/bundle-folder.ts";

function emptySize() {
  const files = circuitFiles("test", temporaryFolder());
  mkdirSync(files.directory);
  return files;
}

describe("calibration", () => {
  it("knows nothing at first, then the latest of each backend and number of pages at a time", async () => {
    const files = emptySize();
    expect(await readMeasurements(files)).toEqual([]);
    await rememberSpeed(files, { backend: "snarkjs", threads: 2, pages: 5, seconds: 30 });
    await rememberSpeed(files, { backend: "snarkjs", threads: 1, pages: 1, seconds: 7 });
    await rememberSpeed(files, { backend: "rapidsnark", threads: 2, pages: 2, seconds: 1 });
    await rememberSpeed(files, { backend: "snarkjs", threads: 2, pages: 4, seconds: 18 });
    const measurements = await readMeasurements(files);
    expect(
      measurements.map(({ backend, threads, roundSeconds }) => [backend, threads, roundSeconds]),
    ).toEqual([
      ["snarkjs", 1, 7],
      ["rapidsnark", 2, 1],
      ["snarkjs", 2, 9],
    ]);
    expect(nearestMeasurement(measurements, "snarkjs", 8)).toMatchObject({ threads: 2 });
    expect(nearestMeasurement(measurements, "snarkjs", 1)).toMatchObject({ threads: 1 });
    expect(nearestMeasurement([], "snarkjs", 1)).toBeUndefined();
  });

  it("counts whole rounds: a page alone takes as long as a full round", async () => {
    const files = emptySize();
    await rememberSpeed(files, { backend: "snarkjs", threads: 4, pages: 5, seconds: 20 });
    const [measurement] = await readMeasurements(files);
    expect(expectedSeconds(measurement!, 4)).toBe(10);
    expect(expectedSeconds(measurement!, 5)).toBe(20);
  });

  it("keeps nothing of a run in which workers waited for pages", async () => {
    const files = emptySize();
    await rememberSpeed(files, { backend: "snarkjs", threads: 4, pages: 3, seconds: 10 });
    expect(await readMeasurements(files)).toEqual([]);
  });

  it("does not believe another machine's file, nor a damaged one", async () => {
    const files = emptySize();
    const path = join(files.directory, "calibration.json");
    await rememberSpeed(files, { backend: "snarkjs", threads: 1, pages: 1, seconds: 7 });
    writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, "utf8")), cpu: "another" }));
    expect(await readMeasurements(files)).toEqual([]);
    writeFileSync(path, "{");
    expect(await readMeasurements(files)).toEqual([]);
  });
});
