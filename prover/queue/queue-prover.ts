/**
 * The coordinator: each page becomes a job, and every result is verified before it counts. An invalid result is
 * discarded, its worker reported, and the page queued again. Jobs outlive the coordinator: a restarted or second one
 * finds them by their content.
 * @module
 */
import { type ConnectionOptions, Job, Queue, QueueEvents } from "bullmq";
import type { PageKeys } from "../keys/load-keys.ts";
import type { PlannedPage } from "../plan/plan-pages.ts";
import { toPublicSignals } from "../plan/public-inputs.ts";
import { checkPageProof } from "../prove/check-page-proof.ts";
import { PageProofInvalidError } from "../prove/errors.ts";
import type { PageProver, RawPageProof } from "../prove/page-prover.ts";
import { pause } from "../service/pause.ts";
import type { CircuitInput } from "../witness/circuit-input.ts";
import { type ConnectRedisOptions, connectRedis } from "./connect-redis.ts";
import { QueuePageError, type Strike } from "./errors.ts";
import { createJobWatch } from "./job-watch.ts";
import {
  keyIdentityOf,
  PAGE_JOB_NAME,
  pageJobData,
  pageJobId,
  QUEUE_PREFIX,
  queueNameOf,
} from "./page-job.ts";
import { startFailure } from "./start-failure.ts";
import { inTime, settledWithin, untilAborted } from "./until-aborted.ts";

/** Maximum pages on the queue: more than the workers take at once, few enough for memory. */
const PARALLEL_PAGES = 256;
/** Number of different workers that may fail on one page. */
const STRIKES_BY_DIFFERENT_WORKERS = 3;
/** Maximum invalid results for one page: a fast faulty worker may take it repeatedly before an honest one is free. */
const STRIKES = 20;
/** Maximum failures of a job, each after several attempts by any worker. */
const FAILURES = 3;
const TRIES_OF_A_JOB = 3;
/** What BullMQ says where the lock of a job has expired more often than its workers allow. */
const STALLED = /^job stalled more than/;
const DIED =
  "one worker after the other died or stopped responding, maybe killed by the kernel for lack of memory";
const BACKOFF_MS = 2_000;
/** Maximum factor of the doubled pause. */
const BACKOFF_GROWTH = 30;
const LOOK_INTERVAL_MS = 5_000;
const GIVE_UP_AFTER_MS = 5 * 60_000;
const START_TIMEOUT_MS = 30_000;
const CLOSE_TIMEOUT_MS = 2_000;
const DAY_S = 24 * 60 * 60;
/** Results are kept this long for a restarted coordinator; untaken jobs are kept a week. */
const KEEP = { age: DAY_S, count: 10_000 };
const FORGOTTEN_AFTER_MS = 7 * DAY_S * 1000;
const EVENTS_KEPT = 2_000;

export interface QueueProverOptions
  extends Pick<ConnectRedisOptions, "refusedForMs" | "silenceMs" | "checkIntervalMs"> {
  /** redis:// or rediss://, with user and password if required. */
  readonly url: string;
  readonly keys: PageKeys;
  /** Receives progress messages. */
  readonly say: (text: string) => void;
  /** Receives warnings. */
  readonly warn: (text: string) => void;
  /** Pause before the second attempt; doubled for each further one. */
  readonly backoffMs?: number;
  /** Maximum outage of Redis. */
  readonly giveUpAfterMs?: number;
}

/** @throws QueueAddressError, QueueUnreachableError, QueueUnusableError */
export async function createQueueProver({
  url,
  keys,
  say,
  warn,
  backoffMs = BACKOFF_MS,
  giveUpAfterMs = GIVE_UP_AFTER_MS,
  ...patience
}: QueueProverOptions): Promise<PageProver> {
  const identity = keyIdentityOf(keys);
  const name = queueNameOf(identity);
  const redis = await connectRedis(url, { say: warn, giveUpAfterMs, ...patience });
  const options = { connection: redis.client as unknown as ConnectionOptions, prefix: QUEUE_PREFIX };
  const queue = new Queue(name, { ...options, streams: { events: { maxLen: EVENTS_KEPT } } });
  const events = new QueueEvents(name, options);
  // `redis` reports a broken connection, and missed events are found by polling.
  queue.on("error", () => {});
  events.on("error", () => {});
  const { health } = redis;
  const isAnswering = () => health.isGood() && redis.client.status === "ready";
  const closeQueue = async () => {
    redis.close();
    // These would wait for Redis, which may be unreachable.
    await settledWithin([events.close(), queue.close()], CLOSE_TIMEOUT_MS);
  };
  const ready = async () => {
    await Promise.all([queue.waitUntilReady(), events.waitUntilReady()]);
    await Promise.all(
      (["wait", "delayed", "completed", "failed"] as const).map((state) =>
        queue.clean(FORGOTTEN_AFTER_MS, KEEP.count, state),
      ),
    );
  };
  try {
    await inTime(ready(), START_TIMEOUT_MS, [health.lost]);
  } catch (cause) {
    await closeQueue();
    throw startFailure(redis.name, cause);
  }

  /** Pages of this prover, by job id. */
  const pages = new Map<string, PlannedPage>();
  let toldOfNoWorker = false;
  const watch = createJobWatch(LOOK_INTERVAL_MS, () => void tellOfNoWorker());
  for (const event of ["completed", "failed", "removed"] as const) {
    events.on(event, ({ jobId }: { jobId: string }) => watch.wake(jobId));
  }
  const label = (page: PlannedPage) => `page ${page.number + 1}`;
  /** By job id: who has the page. When it is known that one has died, the job may name the next one already. */
  const takenBy = new Map<string, string>();
  const tellTaken = async (jobId: string) => {
    const page = pages.get(jobId);
    const job = page && (await Job.fromId(queue, jobId).catch(() => undefined));
    if (page === undefined || job === undefined) return;
    takenBy.set(jobId, workerOf(job));
    say(`${label(page)} taken by ${workerOf(job)}`);
  };
  events.on("active", ({ jobId }) => void tellTaken(jobId));
  events.on("stalled", ({ jobId }) => {
    const page = pages.get(jobId);
    if (page === undefined) return;
    const worker = takenBy.get(jobId) ?? "its worker";
    say(`${label(page)}: ${worker} stopped responding; the page goes to another worker`);
  });

  async function tellOfNoWorker(): Promise<void> {
    if (toldOfNoWorker || pages.size === 0 || !isAnswering()) return;
    // Redis may reject CLIENT LIST; then the number of workers is unknown.
    const workers = await queue.getWorkersCount().catch(() => undefined);
    if (workers !== 0 || toldOfNoWorker) return;
    toldOfNoWorker = true;
    warn(
      `No worker is listening for the key ${keys.id}: start \`pufeth-por worker --size ${keys.size} --queue …\`.`,
    );
  }

  /** Finds the job of a page, or creates it. */
  async function jobOf(
    jobId: string,
    witnessOf: () => CircuitInput,
    first: boolean,
    over: AbortSignal,
  ): Promise<void> {
    const job = await Job.fromId(queue, jobId);
    // A job that failed for an earlier coordinator is retried.
    if (job !== undefined && first && (await job.isFailed())) await discard(job);
    else if (job !== undefined) return;
    over.throwIfAborted();
    await queue.add(PAGE_JOB_NAME, pageJobData(identity, witnessOf()), {
      jobId,
      // Without pauses: BullMQ measures them by the clocks of all machines, of which some may be hours wrong.
      attempts: TRIES_OF_A_JOB,
      removeOnComplete: KEEP,
      removeOnFail: KEEP,
    });
  }

  /** @returns the job once it is completed or failed; undefined if it was removed. */
  async function finished(
    jobId: string,
    over: AbortSignal,
  ): Promise<{ job: Job; completed: boolean } | undefined> {
    for (;;) {
      over.throwIfAborted();
      const change = watch.next(jobId);
      const job = await Job.fromId(queue, jobId);
      if (job === undefined) return undefined;
      const state = await job.getState();
      if (state === "completed" || state === "failed") {
        // Read again: it may have finished between the two calls.
        const last = await Job.fromId(queue, jobId);
        return last && { job: last, completed: state === "completed" };
      }
      await change;
    }
  }

  async function provePage(
    jobId: string,
    page: PlannedPage,
    witnessOf: () => CircuitInput,
    over: AbortSignal,
  ): Promise<RawPageProof> {
    const strikes: Strike[] = [];
    let failures = 0;
    for (let first = true; ; first = false) {
      const isFirst = first;
      await health.persist(() => jobOf(jobId, witnessOf, isFirst, over));
      const end = await health.persist(() => finished(jobId, over));
      if (end === undefined) continue;
      const { job, completed } = end;
      const worker = workerOf(job);
      try {
        if (completed) return await checkPageProof(page, job.returnvalue, keys);
        const reason = STALLED.test(job.failedReason) ? DIED : printable(job.failedReason);
        strikes.push({ worker, reason });
        failures++;
        warn(`${label(page)}: ${worker} failed: ${reason}`);
      } catch (error) {
        if (!(error instanceof PageProofInvalidError)) throw error;
        strikes.push({ worker, reason: error.reason });
        warn(`${label(page)}: ${worker}${await placeOf(worker)} returned an invalid proof: ${error.reason}`);
      }
      await discard(job);
      if (failures >= FAILURES || isTooMuch(strikes)) throw new QueuePageError(strikes);
      const growth = Math.min(2 ** (strikes.length - 1), BACKOFF_GROWTH);
      await pause(backoffMs * growth * (0.5 + Math.random() / 2), over);
    }
  }

  /** The address of a worker's connection, from Redis. */
  async function placeOf(worker: string): Promise<string> {
    const clients = await queue.getWorkers().catch(() => []);
    const address = clients.find(({ rawname }) => worker === `worker ${rawname?.split(":w:").at(-1)}`)?.addr;
    return address === undefined ? "" : ` at ${address}`;
  }

  return {
    parallel: PARALLEL_PAGES,
    // The queue retries by itself.
    attempts: 1,
    async prove(page, witnessOf, signal) {
      const jobId = pageJobId(identity, toPublicSignals(page.publicInputs));
      const over = new AbortController();
      pages.set(jobId, page);
      try {
        return await untilAborted(provePage(jobId, page, witnessOf, over.signal), [signal, health.lost]);
      } catch (error) {
        over.abort(error);
        // No longer needed; a worker that has started may finish, and its result is kept.
        if (signal.aborted && isAnswering())
          await settledWithin([removeUnbegun(queue, jobId)], CLOSE_TIMEOUT_MS);
        throw error;
      } finally {
        pages.delete(jobId);
        takenBy.delete(jobId);
        watch.wake(jobId);
      }
    },
    async close() {
      watch.close();
      await closeQueue();
    },
  };
}

function isTooMuch(strikes: readonly Strike[]): boolean {
  const workers = new Set(strikes.map(({ worker }) => worker)).size;
  return workers >= STRIKES_BY_DIFFERENT_WORKERS || strikes.length >= STRIKES;
}

function workerOf({ processedBy }: Job): string {
  return processedBy === undefined ? "an unnamed worker" : `worker ${printable(processedBy)}`;
}

/** A worker's name is untrusted and printed on a terminal, so control characters are removed. */
function printable(text: string): string {
  return text.replace(/\p{C}+/gu, " ").slice(0, 300);
}

/** It may have been removed, or requeued and started, by someone else. */
async function discard(job: Job): Promise<void> {
  await job.remove().catch(() => {});
}

async function removeUnbegun(queue: Queue, jobId: string): Promise<void> {
  const job = await Job.fromId(queue, jobId).catch(() => undefined);
  const state = await job?.getState().catch(() => undefined);
  if (state === "waiting" || state === "delayed") await discard(job!);
}
