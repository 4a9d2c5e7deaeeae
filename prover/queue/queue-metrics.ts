/**
 * Queue lengths, read when Prometheus scrapes.
 * @module
 */
import type { Queue } from "bullmq";
import { Gauge, type Registry } from "prom-client";

const STATES = ["waiting", "active", "delayed", "completed", "failed"] as const;
/** Prometheus waits 10 s by default; Redis may be unreachable. */
const ASK_TIMEOUT_MS = 2_000;

/** @param isConnected  whether Redis is connected now, and takes writes. */
export function addQueueMetrics(registry: Registry, queue: Queue, isConnected: () => boolean): void {
  const registers = [registry];
  new Gauge({
    name: "pufeth_por_redis_up",
    help: "1 while Redis is connected and takes writes.",
    registers,
    collect() {
      this.set(isConnected() ? 1 : 0);
    },
  });
  new Gauge({
    name: "pufeth_por_queue_jobs",
    help: "Pages on the queue of this worker's keys, by state; absent while Redis does not answer.",
    labelNames: ["state"],
    registers,
    async collect() {
      this.reset();
      const counts = isConnected() ? await answerInTime(queue.getJobCounts(...STATES)) : undefined;
      for (const state of counts === undefined ? [] : STATES) this.set({ state }, counts![state] ?? 0);
    },
  });
}

/** @returns undefined if the answer failed or did not arrive in time. */
function answerInTime<T>(asking: Promise<T>): Promise<T | undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(undefined), ASK_TIMEOUT_MS);
    asking.then(resolve, () => resolve(undefined)).finally(() => clearTimeout(timer));
  });
}
