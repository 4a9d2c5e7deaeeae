/**
 * Time and memory of proving pages of one size on this machine: with every backend, one page at a time and two, and with
 * bare `snarkjs groth16 prove` in the same run, and the native prover on each of its paths. Each figure is the median of the
 * rounds.
 * @module
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CircuitSignals, wtns } from "snarkjs";
import { type CircuitFiles, circuitFiles } from "../../prover/keys/circuit-files.ts";
import type { PageSize } from "../../prover/plan/page-sizes.ts";
import type { BackendChoice } from "../../prover/prove/backends/backend.ts";
import { REPOSITORY_ROOT } from "../circuits/repository-root.ts";
import { benchPages } from "./bench-pages.ts";
import { measureNative, type NativeMeasurement } from "./measure-native.ts";
import type { PlanMeasurement } from "./measure-plans.ts";
import { median } from "./median.ts";
import type { ProvedPages } from "./prove-pages.ts";
import { type ProcessCost, watchProcess } from "./watch-process.ts";

/** The file that `npx snarkjs` starts. */
const SNARKJS = join(REPOSITORY_ROOT, "node_modules/snarkjs/build/cli.cjs");
const PROVE_PAGES = join(REPOSITORY_ROOT, "scripts/bench/prove-pages.ts");

type Cost = Omit<ProcessCost, "stdout">;

export interface BackendMeasurement {
  readonly backend: string;
  /** Of one page, one at a time: witness, proof and verification. */
  readonly pageSeconds: number;
  /**
   * CPU time of one page, external prover included. On a shared machine it is more reliable than wall-clock time: twice
   * the quotient of the two is the speed-up on two free cores.
   */
  readonly pageCpuSeconds: { readonly oneWorker: number; readonly twoWorkers: number };
  /** Additional CPU time compared with bare snarkjs for the proof, as a share. */
  readonly cpuOverhead: number;
  readonly pagesPerMinute: { readonly oneWorker: number; readonly twoWorkers: number };
  readonly speedup: number;
  /** Of the whole process tree. */
  readonly peakBytes: { readonly oneWorker: number | null; readonly twoWorkers: number | null };
  /** All pages of each registry of the plans, two at a time. */
  readonly spurtSeconds: readonly {
    readonly name: string;
    readonly pages: number;
    readonly seconds: number;
  }[];
}

export interface ProvingMeasurement {
  readonly size: PageSize;
  readonly rounds: number;
  /** circom's WASM, in this process. */
  readonly witnessSeconds: number;
  /** `snarkjs groth16 prove` of an existing witness, as its users call it, on all cores. */
  readonly bareSnarkjs: Cost;
  readonly backends: readonly BackendMeasurement[];
  /** On each path of the processor; empty where it is not built. */
  readonly native: readonly NativeMeasurement[];
}

export interface ProvingToMeasure {
  readonly size: PageSize;
  readonly backends: readonly BackendChoice[];
  readonly rounds: number;
  readonly plans: readonly PlanMeasurement[];
}

export async function measureProving({
  size,
  backends,
  rounds,
  plans,
}: ProvingToMeasure): Promise<ProvingMeasurement> {
  const files = circuitFiles(size);
  const folder = await mkdtemp(join(tmpdir(), "pufeth-por-bench-"));
  try {
    const witness = join(folder, "witness.wtns");
    const witnessSeconds = await writeWitness(size, files, witness);
    const bare: Cost[] = [];
    const measured = new Map<BackendChoice, { one: Cost[]; two: Cost[] }>();
    // Interleaved by round, so that changing load affects all alike.
    for (let round = 0; round < rounds; round++) {
      const proof = [join(folder, "proof.json"), join(folder, "public.json")];
      bare.push(
        await watchProcess(
          [process.execPath, SNARKJS, "groth16", "prove", files.provingKey, witness, ...proof],
          folder,
        ),
      );
      for (const backend of backends) {
        const known = measured.get(backend) ?? { one: [], two: [] };
        measured.set(backend, known);
        known.one.push(await provePages(size, backend, 1, 1));
        known.two.push(await provePages(size, backend, 2, 2));
      }
    }
    const bareSnarkjs = medianCost(bare);
    return {
      size,
      rounds,
      witnessSeconds,
      bareSnarkjs: {
        wallSeconds: bareSnarkjs.wallSeconds,
        cpuSeconds: bareSnarkjs.cpuSeconds,
        peakBytes: bareSnarkjs.peakBytes,
      },
      backends: backends.map((backend) =>
        summarize(backend, measured.get(backend)!, bareSnarkjs, size, plans),
      ),
      native: await measureNative(size, rounds),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function provePages(
  size: PageSize,
  backend: BackendChoice,
  threads: number,
  pages: number,
): Promise<Cost> {
  const child = [process.execPath, "--import", "tsx", PROVE_PAGES];
  const command = [...child, size, JSON.stringify(backend), String(threads), String(pages)];
  const { stdout, cpuSeconds, peakBytes } = await watchProcess(command, REPOSITORY_ROOT);
  const proved = JSON.parse(stdout) as ProvedPages;
  // CPU time of child processes: an external prover.
  const others = Math.max(0, cpuSeconds - proved.processCpuSeconds);
  return { wallSeconds: proved.wallSeconds, cpuSeconds: proved.cpuSeconds + others, peakBytes };
}

function summarize(
  { name }: BackendChoice,
  { one, two }: { readonly one: readonly Cost[]; readonly two: readonly Cost[] },
  bare: Cost,
  size: PageSize,
  plans: readonly PlanMeasurement[],
): BackendMeasurement {
  const [single, double] = [medianCost(one), medianCost(two)];
  const [singleCpu, doubleCpu] = [single.cpuSeconds, double.cpuSeconds];
  const pageCpuSeconds = { oneWorker: singleCpu, twoWorkers: doubleCpu / 2 };
  const perMinute = { oneWorker: 60 / single.wallSeconds, twoWorkers: 120 / double.wallSeconds };
  return {
    backend: name,
    pageSeconds: single.wallSeconds,
    pageCpuSeconds,
    cpuOverhead: singleCpu / bare.cpuSeconds - 1,
    pagesPerMinute: perMinute,
    speedup: perMinute.twoWorkers / perMinute.oneWorker,
    peakBytes: { oneWorker: single.peakBytes, twoWorkers: double.peakBytes },
    spurtSeconds: plans
      .filter((plan) => plan.size === size)
      .map(({ validators, draw, pages }) => ({
        name: `${validators} validators ${draw}`,
        pages,
        seconds: Math.ceil(pages / 2) * double.wallSeconds,
      })),
  };
}

async function writeWitness(size: PageSize, files: CircuitFiles, path: string): Promise<number> {
  const { plan, witnessOf } = await benchPages(size, 1);
  const input = witnessOf(plan.pages[0]!) as unknown as CircuitSignals;
  const start = performance.now();
  await wtns.calculate(input, files.wasm, path);
  return (performance.now() - start) / 1000;
}

/** Of each figure by itself. */
function medianCost(costs: readonly Cost[]): Cost {
  const peaks = costs.flatMap(({ peakBytes }) => (peakBytes === null ? [] : [peakBytes]));
  return {
    wallSeconds: median(costs.map(({ wallSeconds }) => wallSeconds)),
    cpuSeconds: median(costs.map(({ cpuSeconds }) => cpuSeconds)),
    peakBytes: peaks.length === 0 ? null : median(peaks),
  };
}
