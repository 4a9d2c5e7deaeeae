/**
 * A coordinator or a worker, in a process with little memory, at a Redis into which somebody has put something huge. Prints what
 * became of it, as JSON.
 * Run: node flooded-process.mjs REDIS_URL result|event|job|start BYTES
 */
import { Redis } from "ioredis";
import { register } from "tsx/esm/api";

register();
const { syntheticState } = await import("../../scripts/synthetic-state/synthetic-state.ts");
const { loadKeys } = await import("../../prover/keys/load-keys.ts");
const { createMetrics } = await import("../../prover/metrics/create-metrics.ts");
const { PAGE_SIZES } = await import("../../prover/plan/page-sizes.ts");
const { planPages } = await import("../../prover/plan/plan-pages.ts");
const { toPublicSignals } = await import("../../prover/plan/public-inputs.ts");
const { keyIdentityOf, pageJobId, QUEUE_PREFIX, queueNameOf } = await import(
  "../../prover/queue/page-job.ts"
);
const { createQueueProver } = await import("../../prover/queue/queue-prover.ts");
const { startWorker } = await import("../../prover/queue/start-worker.ts");
const { pageWitness } = await import("../../prover/witness/page-witness.ts");

const [url, where, bytes] = process.argv.slice(2);
const PRINCIPAL_GWEI = 32_000_000_000n;
const keys = await loadKeys("test");
const { state } = await syntheticState(Array.from({ length: 64 }, () => PRINCIPAL_GWEI));
const plan = await planPages([{ index: 3, principalGwei: PRINCIPAL_GWEI }], state, PAGE_SIZES.test, 7n);
const [page] = plan.pages;
const identity = keyIdentityOf(keys);
const jobId = pageJobId(identity, toPublicSignals(page.publicInputs));
const key = (name) => `${QUEUE_PREFIX}:${queueNameOf(identity)}:${name}`;

// Redis itself makes the text: this process never has it.
const stranger = new Redis(url);
const flood = (script, keysOfIt) => stranger.eval(script, keysOfIt.length, ...keysOfIt, jobId, bytes);
const huge = `string.rep("x", tonumber(ARGV[2]))`;
const HSET = `redis.call("HSET", KEYS[1], "name", "page", "opts", "{}", "timestamp", redis.call("TIME")[1] .. "000",`;
const FLOODS = {
  result: () =>
    flood(
      `${HSET} "data", "{}", "returnvalue", ${huge}) redis.call("ZADD", KEYS[2], redis.call("TIME")[1] .. "000", ARGV[1])`,
      [key(jobId), key("completed")],
    ),
  event: () =>
    flood(
      `redis.call("XADD", KEYS[1], "MAXLEN", "1", "*", "event", "completed", "jobId", ARGV[1], "returnvalue", ${huge})`,
      [key("events")],
    ),
  job: () =>
    flood(
      `${HSET} "data", ${huge}) redis.call("LPUSH", KEYS[2], ARGV[1]) redis.call("ZADD", KEYS[3], 0, "0")`,
      [key(jobId), key("wait"), key("marker")],
    ),
};

const maxRssBytes = () => process.resourceUsage().maxRSS * 1024;
process.on("SIGTERM", () => {
  console.log(JSON.stringify({ code: "NOT_ENDED", said, maxRssBytes: maxRssBytes() }));
  process.exit(0);
});

const said = [];
const say = (text) => void said.push(text);
let error;
try {
  if (where === "job") {
    await FLOODS.job();
    const pool = { parallel: 1, prove: async () => assertNever() };
    const worker = await startWorker({ url, keys, pool, name: "w", say, metrics: createMetrics() });
    await worker.done;
  } else {
    if (where === "result") await FLOODS.result();
    const prover = await createQueueProver({ url, keys, say, warn: say });
    const proving = prover.prove(
      page,
      () => pageWitness(state, page, plan.limits),
      new AbortController().signal,
    );
    proving.catch(() => {});
    if (where === "event") {
      // What comes before the coordinator listens is not read.
      while (!/cmd=xread/.test(await stranger.client("LIST")))
        await new Promise((resolve) => setTimeout(resolve, 50));
      await FLOODS.event();
    }
    await proving.finally(() => prover.close());
  }
} catch (caught) {
  error = caught;
}
stranger.disconnect();
const { code, exitCode, message, hints } = error ?? {};
console.log(JSON.stringify({ code, exitCode, message, hints, said, maxRssBytes: maxRssBytes() }));
process.exit(0);

function assertNever() {
  throw new Error("The page was proved");
}
