/**
 * Proofs by the native prover, on each path that this processor can run: one process, one key, one page again and again.
 * Times are those that the prover itself takes of its phases, so that a proof can be compared with bare snarkjs.
 * @module
 */
import { existsSync, readFileSync } from "node:fs";
import { circuitFiles } from "../../prover/keys/circuit-files.ts";
import type { PageSize } from "../../prover/plan/page-sizes.ts";
import { NATIVE_PROVER } from "../../prover/prove/backends/native.ts";
import { describeNative } from "../../prover/prove/native/describe-native.ts";
import { startNativeRequests } from "../../prover/prove/native/native-requests.ts";
import { encodeCircuitInput } from "../../prover/witness/encode-circuit-input.ts";
import { benchPages } from "./bench-pages.ts";
import { median } from "./median.ts";

const PATHS = ["ifma", "adx", "portable"] as const;

export interface NativeMeasurement {
  readonly path: string;
  readonly threads: number;
  readonly loadSeconds: number;
  /** Of a proof without its witness. */
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
  readonly witnessCpuSeconds: number;
  readonly peakBytes: number;
  /** Wall-clock seconds of each phase. */
  readonly phases: Readonly<Record<string, number>>;
}

interface ProofHeader {
  readonly seconds: Readonly<Record<string, number>>;
  readonly cpuSeconds: Readonly<Record<string, number>>;
  readonly witnessCpuSeconds: number;
  readonly peakBytes: number;
}

/** @returns nothing where prover or witness program is missing. */
export async function measureNative(size: PageSize, rounds: number): Promise<NativeMeasurement[]> {
  const { provingKey, witnessProgram, manifest } = circuitFiles(size);
  if (!existsSync(NATIVE_PROVER) || !existsSync(witnessProgram)) return [];
  const { sourceHash } = JSON.parse(readFileSync(manifest, "utf8"));
  const { plan, witnessOf } = await benchPages(size, 1);
  const inputs = encodeCircuitInput(witnessOf(plan.pages[0]!));
  const measured: NativeMeasurement[] = [];
  for (const path of PATHS) {
    const args = ["--path", path];
    const description = await describeNative(NATIVE_PROVER, args).catch(() => undefined);
    if (description === undefined) continue;
    const prover = startNativeRequests(NATIVE_PROVER, args);
    try {
      const load = { operation: "load", key: provingKey, program: witnessProgram, sourceHash };
      const loaded = await prover.ask(load);
      // The first proof touches memory for the first time.
      const proofs: ProofHeader[] = [];
      for (let i = 0; i <= rounds; i++) {
        const proof = await prover.ask({ operation: "prove", witness: "inputs" }, inputs);
        if (i > 0) proofs.push(proof as unknown as ProofHeader);
      }
      const middle = (value: (proof: ProofHeader) => number) => median(proofs.map(value));
      measured.push({
        ...description,
        loadSeconds: (loaded.seconds as Record<string, number>).all!,
        wallSeconds: middle(({ seconds }) => seconds.all!),
        cpuSeconds: middle(({ cpuSeconds }) => cpuSeconds.all!),
        witnessCpuSeconds: middle(({ witnessCpuSeconds }) => witnessCpuSeconds),
        peakBytes: Math.max(...proofs.map(({ peakBytes }) => peakBytes)),
        phases: Object.fromEntries(
          Object.keys(proofs[0]!.seconds).map((phase) => [phase, middle(({ seconds }) => seconds[phase]!)]),
        ),
      });
    } finally {
      prover.close();
    }
  }
  return measured;
}
