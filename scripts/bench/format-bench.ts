/**
 * The tables of `npm run bench`, as Markdown for docs/measurements.md.
 * @module
 */

import { formatSeconds } from "../../prover/cli/output/format-seconds.ts";
import { formatGigabytes } from "../../prover/prove/choose-threads.ts";
import type { BenchRun } from "./describe-run.ts";
import type { PlanMeasurement } from "./measure-plans.ts";
import type { ProvingMeasurement } from "./measure-proving.ts";

export function formatRun({
  commit,
  cpu,
  cores,
  memoryBytes,
  platform,
  ifma,
  node,
  snarkjs,
  startedAt,
  load,
}: BenchRun): string {
  return [
    `${startedAt}, commit ${commit}`,
    `${cpu}, ${cores} cores, ${formatGigabytes(memoryBytes)}, ${platform}, ${ifma ? "with" : "without"} AVX-512 IFMA, Node ${node}, snarkjs ${snarkjs}, load ${load.toFixed(1)}`,
  ].join("\n");
}

export function formatPlans(plans: readonly PlanMeasurement[]): string {
  return markdown(
    [
      "over 2.2 million",
      "size",
      "pages",
      "constraints a validator",
      "slots a validator",
      "slots in use",
      "gas of all pages",
    ],
    plans.map(
      ({
        validators,
        draw,
        size,
        pages,
        constraintsPerValidator,
        slotsPerValidator,
        slotUtilisation,
        gas,
      }) => [
        `${validators} ${draw}`,
        size,
        grouped(pages),
        grouped(constraintsPerValidator),
        slotsPerValidator.toFixed(1),
        `${Math.round(100 * slotUtilisation)}%`,
        grouped(gas),
      ],
    ),
  );
}

export function formatProving({
  size,
  rounds,
  witnessSeconds,
  bareSnarkjs,
  backends,
  native,
}: ProvingMeasurement): string {
  const rows = [
    [
      "bare snarkjs groth16 prove",
      seconds(bareSnarkjs.wallSeconds),
      seconds(bareSnarkjs.cpuSeconds),
      memory(bareSnarkjs.peakBytes),
      "",
    ],
    ["witness (in each page below)", seconds(witnessSeconds), "", "", ""],
    ...backends.flatMap(
      ({ backend, pageSeconds, pageCpuSeconds, cpuOverhead, pagesPerMinute, speedup, peakBytes }) => [
        [
          `${backend}, one worker`,
          seconds(pageSeconds),
          `${seconds(pageCpuSeconds.oneWorker)}, ${percent(cpuOverhead)} against bare snarkjs`,
          memory(peakBytes.oneWorker),
          `${pagesPerMinute.oneWorker.toFixed(2)}`,
        ],
        [
          `${backend}, two workers`,
          seconds(120 / pagesPerMinute.twoWorkers),
          seconds(pageCpuSeconds.twoWorkers),
          memory(peakBytes.twoWorkers),
          `${pagesPerMinute.twoWorkers.toFixed(2)}, ${speedup.toFixed(2)} times one`,
        ],
      ],
    ),
  ];
  const spurts = backends.flatMap(({ backend, spurtSeconds }) =>
    spurtSeconds.map(({ name, pages, seconds: whole }) => [
      name,
      backend,
      grouped(pages),
      formatSeconds(whole),
    ]),
  );
  const proofs = native.map((measured) => [
    `native, ${measured.path}`,
    precise(measured.wallSeconds),
    precise(measured.cpuSeconds),
    memory(measured.peakBytes),
    times(bareSnarkjs.wallSeconds / measured.wallSeconds),
    times(bareSnarkjs.cpuSeconds / measured.cpuSeconds),
    precise(measured.witnessCpuSeconds),
    Object.entries(measured.phases)
      .filter(([phase]) => phase !== "all")
      .map(([phase, value]) => `${phase} ${value.toFixed(2)}`)
      .join(", "),
  ]);
  return [
    markdown(
      [
        `${size}: proof without witness, median of ${rounds}`,
        "wall",
        "CPU",
        "peak memory",
        "times as fast as snarkjs",
        "by CPU",
        "witness, CPU",
        "phases, wall seconds",
      ],
      [
        [
          "bare snarkjs groth16 prove",
          seconds(bareSnarkjs.wallSeconds),
          seconds(bareSnarkjs.cpuSeconds),
          memory(bareSnarkjs.peakBytes),
          "",
          "",
          `${seconds(witnessSeconds)}, wall`,
          "",
        ],
        ...proofs,
      ],
    ),
    markdown(
      [`${size}, median of ${rounds}`, "time", "CPU time a page", "peak memory", "pages a minute"],
      rows,
    ),
    markdown([`${size}: a whole spurt, two workers`, "backend", "pages", "time"], spurts),
  ].join("\n\n");
}

function markdown(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

const precise = (value: number): string => `${value.toFixed(3)} s`;
const times = (value: number): string => value.toFixed(1);
const seconds = (value: number): string => `${value.toFixed(1)} s`;
const memory = (bytes: number | null): string => (bytes === null ? "" : formatGigabytes(bytes));
const percent = (share: number): string => `${share < 0 ? "" : "+"}${(100 * share).toFixed(1)}%`;
const grouped = (value: number): string => Math.round(value).toLocaleString("en");
