/**
 * The worker threads of this machine. A thread that dies (out of memory, a trap in WASM, `process.exit`) fails its task
 * and is replaced; a task that is aborted ends with its thread, at once.
 * @module
 */
import { Piscina } from "piscina";
import { PageRefusedError } from "./errors.ts";
import type { RawPageProof } from "./page-prover.ts";
import type { Answer, ProveTask, WitnessTask } from "./page-worker.ts";

export interface WorkerPool {
  readonly threads: number;
  /** Witness and proof by snarkjs. @throws PageRefusedError where the circuit does not take the input. */
  provePage(task: ProveTask, signal: AbortSignal): Promise<RawPageProof>;
  /** Witness alone, to a file. @throws PageRefusedError */
  writeWitness(task: WitnessTask, signal: AbortSignal): Promise<void>;
  /** Ends all threads, whatever they do. */
  close(): Promise<void>;
}

export function createWorkerPool(threads: number): WorkerPool {
  const pool = new Piscina<unknown, Answer<unknown>>({
    filename: new URL("./page-worker.mjs", import.meta.url).href,
    // snarkjs brings the package web-worker, which takes every thread for one of its own and loads `mod`: nothing.
    workerData: { mod: "data:," },
    minThreads: threads,
    maxThreads: threads,
  });
  // Without a listener an error of a worker between two tasks would end the process; the tasks themselves reject.
  pool.on("error", () => {});
  const run = async <T>(name: "provePage" | "writeWitness", task: unknown, signal: AbortSignal) => {
    const answer = (await pool.run(task, { name, signal })) as Answer<T>;
    if ("refused" in answer) throw new PageRefusedError(answer.refused);
    return answer.result;
  };
  return {
    threads,
    provePage: (task, signal) => run<RawPageProof>("provePage", task, signal),
    writeWitness: async (task, signal) => void (await run<null>("writeWitness", task, signal)),
    close: () => pool.destroy(),
  };
}
