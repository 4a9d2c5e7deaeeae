/**
 * The worker threads of this machine. A thread that dies (out of memory, a trap in WASM, `process.exit`) fails its task
 * and is replaced; aborting a task ends its thread immediately.
 *
 * Every thread is its own Piscina pool, destroyed with it: a pool of several threads never recovers if a replacement
 * thread dies during start, and its tasks would wait forever.
 * @module
 */
import type { ResourceLimits } from "node:worker_threads";
import { Piscina } from "piscina";
import { mayBeMemory } from "../end-of-process.ts";
import { PageRefusedError, ThreadMemoryError } from "./errors.ts";
import type { RawPageProof } from "./page-prover.ts";
import type { Answer, ProveTask, WitnessTask } from "./page-worker.ts";

export interface WorkerPool {
  /** Witness and proof by snarkjs. @throws PageRefusedError if the circuit rejects the input; ThreadMemoryError. */
  provePage(task: ProveTask, signal: AbortSignal): Promise<RawPageProof>;
  /** Witness alone, to a file. @throws PageRefusedError, ThreadMemoryError */
  writeWitness(task: WitnessTask, signal: AbortSignal): Promise<void>;
  /** Ends all threads immediately. */
  close(): Promise<void>;
}

type Thread = Piscina<unknown, Answer<unknown>>;
interface Place {
  /** Started for its first task. */
  thread?: Thread | undefined;
}

/**
 * @param threads  number of threads; further tasks wait.
 * @param limits  of each thread's own memory; default: those of the process.
 */
export function createWorkerPool(threads: number, limits?: ResourceLimits): WorkerPool {
  const places: Place[] = Array.from({ length: threads }, () => ({}));
  const free = [...places];
  const waiting: ((place: Place) => void)[] = [];

  const take = (signal: AbortSignal) =>
    new Promise<Place>((got, fail) => {
      if (signal.aborted) return fail(signal.reason);
      const place = free.pop();
      if (place !== undefined) return got(place);
      const giveUp = () => {
        waiting.splice(waiting.indexOf(turn), 1);
        fail(signal.reason);
      };
      const turn = (next: Place) => {
        signal.removeEventListener("abort", giveUp);
        got(next);
      };
      waiting.push(turn);
      signal.addEventListener("abort", giveUp, { once: true });
    });
  const giveBack = (place: Place) => {
    const next = waiting.shift();
    if (next === undefined) free.push(place);
    else next(place);
  };
  const endThread = async (place: Place) => {
    const { thread } = place;
    place.thread = undefined;
    await thread?.destroy();
  };

  const run = async <T>(name: "provePage" | "writeWitness", task: unknown, signal: AbortSignal) => {
    const place = await take(signal);
    place.thread ??= startThread(limits);
    // Piscina's own signal is not used, because it does not wait for the thread to end.
    let ended: Promise<void> | undefined;
    const abort = () => {
      ended = endThread(place);
    };
    signal.addEventListener("abort", abort);
    try {
      const answer = (await place.thread.run(task, { name })) as Answer<T>;
      if ("refused" in answer) throw new PageRefusedError(answer.refused);
      return answer.result;
    } catch (error) {
      // Its state is unknown: the next task gets a new thread.
      if (!(error instanceof PageRefusedError)) await (ended ?? endThread(place));
      if (signal.aborted) throw signal.reason;
      throw error instanceof Error && mayBeMemory(error.message) ? new ThreadMemoryError(error) : error;
    } finally {
      signal.removeEventListener("abort", abort);
      giveBack(place);
    }
  };
  return {
    provePage: (task, signal) => run<RawPageProof>("provePage", task, signal),
    writeWitness: async (task, signal) => void (await run<null>("writeWitness", task, signal)),
    async close() {
      await Promise.all(places.map(endThread));
    },
  };
}

function startThread(limits: ResourceLimits | undefined): Thread {
  const thread: Thread = new Piscina({
    filename: new URL("./page-worker.mjs", import.meta.url).href,
    // snarkjs depends on web-worker, which treats every thread as its own and loads `mod`; an empty module prevents
    // that.
    workerData: { mod: "data:," },
    minThreads: 1,
    maxThreads: 1,
    ...(limits === undefined ? {} : { resourceLimits: limits }),
  });
  // Without a listener an error between two tasks would end the process; tasks reject by themselves.
  thread.on("error", () => {});
  return thread;
}
