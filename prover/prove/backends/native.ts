/**
 * The native prover (prover/native/), one process for all pages of a pool: it uses all cores for one proof, and makes the
 * witness of the next page meanwhile. Where the circuit has no witness program, circom's WASM makes the witness in a thread
 * of the pool.
 * @module
 */
import { existsSync } from "node:fs";
import { access, constants, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { inTemporaryFolder } from "../../in-temporary-folder.ts";
import { BUILD_DIRECTORY } from "../../keys/circuit-files.ts";
import type { CircuitInput } from "../../witness/circuit-input.ts";
import { encodeCircuitInput } from "../../witness/encode-circuit-input.ts";
import { NativeProverMissingError } from "../errors.ts";
import { processorFlags, readMachine } from "../machine.ts";
import { describeNative } from "../native/describe-native.ts";
import { createNativePages, type NativePage } from "../native/native-pages.ts";
import type { WorkerPool } from "../worker-pool.ts";
import type { Backend, BackendHealth, ProvingBackend, ProvingFiles } from "./backend.ts";

/** Where `npm run native` puts it. */
export const NATIVE_PROVER = join(BUILD_DIRECTORY, "native", "release", "native-prover");

/** Peak of the one process, measured: its pages share a key. A page in progress is its inputs and messages. */
const MEMORY_PER_KEY_BYTE = 1.3;
const MEMORY_BESIDES = 50e6;
const MEMORY_PER_PAGE = 10e6;

/** Of a page of 2^20 constraints, with the instructions for eight field elements at once or without: docs/measurements.md. */
function pageCpuSeconds(): number {
  return processorFlags().includes("avx512ifma") ? 3.5 : 13;
}

const manifestSchema = z.object({ sourceHash: z.string() });

export const nativeBackend = {
  name: "native",
  options: [],
  installation: "`npm run setup` builds it where a C++20 compiler is (Debian: apt-get install g++).",
  /** Witnesses by WASM, where there is no witness program, are not counted: one a page in work. */
  temporaryBytes: 0,
  /** One is proved, the next one is prepared. */
  pagesAtOnce: () => 2,
  memoryBytes: (provingKeyBytes, pages) =>
    Math.ceil(MEMORY_PER_KEY_BYTE * provingKeyBytes + MEMORY_BESIDES + pages * MEMORY_PER_PAGE),
  roundSeconds: (power, pages, cores) => (pages * pageCpuSeconds() * 2 ** (power - 20)) / cores,
  async find() {
    await access(NATIVE_PROVER, constants.X_OK).catch(() => {
      throw new NativeProverMissingError(NATIVE_PROVER);
    });
    return { name: "native", path: NATIVE_PROVER };
  },
  examine: ({ path = NATIVE_PROVER }, files) => examineNative(path, files),
  create: ({ path = NATIVE_PROVER }, pool) => provingWith(path, pool),
} as const satisfies Backend;

function provingWith(program: string, pool: WorkerPool): ProvingBackend {
  const pages = createNativePages({ program, args: ["--threads", String(readMachine().cores)] });
  return {
    prove: async (files, input, signal) => pages.prove(await pageOf(files, input, pool, signal), signal),
    close: async () => pages.close(),
  };
}

async function pageOf(
  { wasm, witnessProgram, manifest, provingKey }: ProvingFiles,
  input: CircuitInput,
  pool: WorkerPool,
  signal: AbortSignal,
): Promise<NativePage> {
  if (existsSync(witnessProgram)) {
    const { sourceHash } = manifestSchema.parse(JSON.parse(await readFile(manifest, "utf8")));
    const key = { key: provingKey, program: witnessProgram, sourceHash };
    return { key, witness: "inputs", payload: encodeCircuitInput(input) };
  }
  return inTemporaryFolder("witness", async (folder) => {
    const witnessPath = join(folder, "witness.wtns");
    await pool.writeWitness({ wasmPath: wasm, input, witnessPath }, signal);
    return { key: { key: provingKey }, witness: "wtns", payload: await readFile(witnessPath) };
  });
}

async function examineNative(program: string, { witnessProgram }: ProvingFiles): Promise<BackendHealth> {
  const next = "Build it again with `npm run native`, or use --backend snarkjs.";
  try {
    const { path } = await describeNative(program);
    const found = `${program}, path ${path}`;
    if (existsSync(witnessProgram))
      return { level: "ok", found: `${found}, with a witness program`, next: null };
    return {
      level: "warn",
      found: `${found}, no witness program: circom's WASM makes the witnesses`,
      next: "`npm run setup` makes the witness program of a size.",
    };
  } catch (error) {
    return { level: "fail", found: (error as Error).message, next };
  }
}
