/**
 * A worker on a machine whose clock is wrong: returns the next of some results for each page, or fails with those that are texts.
 * Run: node worker-of-results.mjs REDIS_URL QUEUE NAME AHEAD_MS RESULTS_AS_JSON
 */
const [url, queue, name, aheadMs, results] = process.argv.slice(2);
const { now } = Date;
Date.now = () => now() + Number(aheadMs);

const { Worker } = await import("bullmq");
const { Redis } = await import("ioredis");
const left = JSON.parse(results);
const prove = async () => {
  const result = left.length > 1 ? left.shift() : left[0];
  if (typeof result === "string") throw new Error(result);
  return result;
};
const worker = new Worker(queue, prove, {
  connection: new Redis(url, { maxRetriesPerRequest: null }),
  prefix: "pufeth-por",
  name,
});
worker.on("error", () => {});
