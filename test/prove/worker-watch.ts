/**
 * Sees every worker thread that this process starts, whoever starts it.
 * @module
 */
import type { Worker } from "node:worker_threads";

/**
 * Watches from the call of `action` until it ends, in whatever way.
 * @returns how it ended, and which of the threads that it started still ran at that moment.
 */
export async function watchWorkers<T>(
  action: () => Promise<T>,
  onWorker: (worker: Worker) => void = () => {},
): Promise<{ outcome: PromiseSettledResult<T>; started: number; alive: number }> {
  const workers: Worker[] = [];
  const remember = (worker: Worker) => {
    workers.push(worker);
    onWorker(worker);
  };
  process.on("worker", remember);
  try {
    const [outcome] = await Promise.allSettled([action()]);
    // The documentation of `threadId`: -1 once the thread has ended.
    const alive = workers.filter(({ threadId }) => threadId !== -1).length;
    return { outcome: outcome!, started: workers.length, alive };
  } finally {
    process.off("worker", remember);
  }
}
