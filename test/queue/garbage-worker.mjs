/**
 * A worker that never proves anything: takes every page it can get from the queue and returns nonsense, at once.
 * Run: node garbage-worker.mjs REDIS_URL QUEUE NAME
 */
import { Worker } from "bullmq";
import { Redis } from "ioredis";
import { register } from "tsx/esm/api";

register();
const { garbageOf } = await import("./garbage.ts");
const { QUEUE_PREFIX } = await import("../../prover/queue/page-job.ts");

const [url, queue, name] = process.argv.slice(2);
const signals = Array(16).fill("1");
const proof = {
  pi_a: ["1", "2", "1"],
  pi_b: [
    ["1", "2"],
    ["3", "4"],
    ["1", "0"],
  ],
  pi_c: ["1", "2", "1"],
  protocol: "groth16",
  curve: "bn128",
};
const garbage = garbageOf({ proof, publicSignals: signals });
let taken = 0;
const worker = new Worker(queue, async () => garbage[taken++ % garbage.length][1], {
  connection: new Redis(url, { maxRetriesPerRequest: null }),
  prefix: QUEUE_PREFIX,
  name,
});
worker.on("error", () => {});
worker.on("completed", () => console.log(`garbage ${taken}`));
