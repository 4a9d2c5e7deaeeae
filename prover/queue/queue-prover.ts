/**
 * The coordinator's side: each page becomes a job, and what a worker returns is verified before it counts. A result that
 * is no proof of the page is thrown away, its worker named, and the page put back. Jobs outlive the coordinator: one
 * that starts again, or runs beside another, finds them by what they prove.
 * @module
 */
import { type ConnectionOptions, Job, Queue, QueueEvents } from "bullmq";
import type { PageKeys } from "../keys/load-keys.ts";
import type { PlannedPage } from "../plan/plan-pages.ts";
import { toPublicSignals } from "../plan/public-inputs.ts";
import { checkPageProof } from "../prove/check-page-proof.ts";
import { PageProofInvalidError } from "../prove/errors.ts";
import type { PageProver, RawPageProof } from "../prove/page-prover.ts";
import type { CircuitInput } from "../witness/circuit-input.ts";
import { connectRedis } from "./connect-redis.ts";
import { QueuePageError, QueueUnreachableError, type Strike } from "./errors.ts";
import { createJobWatch } from "./job-watch.ts";
import {
  keyIdentityOf,
  PAGE_JOB_NAME,
  pageJobData,
  pageJobId,
  QUEUE_PREFIX,
  queueNameOf,
} from "./page-job.ts";
import { settledWithin, untilAborted } from "./until-aborted.ts";

/** Pages on the queue at the same time: more than a farm of workers takes, few enough for memory. */
const PARALLEL_PAGES = 256;
/** So many different workers may fail on one page. */
const STRIKES_BY_DIFFERENT_WORKERS = 3;
/** A worker that is quick with nonsense takes a page again and again before an honest one is free for it. */
const STRIKES = 20;
/** A job has failed after several tries, at whichever workers. */
const FAILURES = 3;
const TRIES_OF_A_JOB = 3;
const BACKOFF_MS = 2_000;
/** Doubled no further than to so many times the first. */
const BACKOFF_GROWTH = 30;
const LOOK_INTERVAL_MS = 5_000;
const GIVE_UP_AFTER_MS = 5 * 60_000;
const CLOSE_TIMEOUT_MS = 2_000;
const DAY_S = 24 * 60 * 60;
/** Results are kept so long for a coordinator that starts again; jobs that nobody took, a week. */
const KEEP = { age: DAY_S, count: 10_000 };
const FORGOTTEN_AFTER_MS = 7 * DAY_S * 1000;
const EVENTS_KEPT = 2_000;

export interface QueueProverOptions {
  /** redis:// or rediss://, with user and password where Redis wants them. */
  readonly url: string;
  readonly keys: PageKeys;
  /** What happens on the queue. */
  readonly say: (text: string) => void;
  /** What needs somebody's attention. */
  readonly warn: (text: string) => void;
  /** How long a page waits before it is tried a second time; then twice as long, and so on. */
  readonly backoffMs?: number;
  /** How long Redis may be away. */
  readonly giveUpAfterMs?: number;
}

/** @throws QueueAddressError, QueueUnreachableError */
export async function createQueueProver({
  url,
  keys,
  say,
  warn,
  backoffMs = BACKOFF_MS,
  giveUpAfterMs = GIVE_UP_AFTER_MS,
}: QueueProverOptions): Promise<PageProver> {
  const identity = keyIdentityOf(keys);
  const name = queueNameOf(identity);
  const redis = await connectRedis(url, { say: warn, giveUpAfterMs });
  const options = { connection: redis.client as unknown as ConnectionOptions, prefix: QUEUE_PREFIX };
  const queue = new Queue(name, { ...options, streams: { events: { maxLen: EVENTS_KEPT } } });
  const events = new QueueEvents(name, options);
  // A broken connection is told by `redis`, and what an event would have said is found by looking.
  queue.on("error", () => {});
  events.on("error", () => {});
  try {
    await untilAborted(Promise.all([queue.waitUntilReady(), events.waitUntilReady()]), [redis.lost]);
    await Promise.all(
      (["wait", "delayed", "completed", "failed"] as const).map((state) =>
        queue.clean(FORGOTTEN_AFTER_MS, KEEP.count, state),
      ),
    );
  } catch (cause) {
    redis.close();
    throw new QueueUnreachableError(redis.name, cause);
  }

  /** Pages that this prover waits for, by job. */
  const pages = new Map<string, PlannedPage>();
  let toldOfNoWorker = false;
  const watch = createJobWatch(LOOK_INTERVAL_MS, () => void tellOfNoWorker());
  for (const event of ["completed", "failed", "removed"] as const) {
    events.on(event, ({ jobId }: { jobId: string }) => watch.wake(jobId));
  }
  const label = (page: PlannedPage) => `page ${page.number + 1}`;
  const tell = async (jobId: string, text: (page: PlannedPage, worker: string) => string) => {
    const page = pages.get(jobId);
    const job = page && (await Job.fromId(queue, jobId).catch(() => undefined));
    if (page && job) say(text(page, workerOf(job)));
  };
  events.on("active", ({ jobId }) => void tell(jobId, (page, worker) => `${label(page)} taken by ${worker}`));
  events.on(
    "stalled",
    ({ jobId }) =>
      void tell(
        jobId,
        (page, worker) => `${label(page)}: nothing more is heard of ${worker}; it is given to another`,
      ),
  );

  async function tellOfNoWorker(): Promise<void> {
    if (toldOfNoWorker || pages.size === 0 || redis.client.status !== "ready") return;
    // Redis may refuse CLIENT LIST: then nothing is known.
    const workers = await queue.getWorkersCount().catch(() => undefined);
    if (workers !== 0 || toldOfNoWorker) return;
    toldOfNoWorker = true;
    warn(
      `No worker with the key ${keys.id} listens: start \`pufeth-por worker --size ${keys.size} --queue …\`.`,
    );
  }

  /** Finds the job of a page, or makes it. */
  async function jobOf(
    jobId: string,
    witnessOf: () => CircuitInput,
    delay: number,
    first: boolean,
    over: AbortSignal,
  ): Promise<void> {
    const job = await Job.fromId(queue, jobId);
    // What failed for an earlier coordinator is tried again.
    if (job !== undefined && first && (await job.isFailed())) await discard(job);
    else if (job !== undefined) return;
    over.throwIfAborted();
    await queue.add(PAGE_JOB_NAME, pageJobData(identity, witnessOf()), {
      jobId,
      delay,
      attempts: TRIES_OF_A_JOB,
      backoff: { type: "exponential", delay: backoffMs },
      removeOnComplete: KEEP,
      removeOnFail: KEEP,
    });
  }

  /** @returns the job once it is completed or failed; undefined where somebody removed it. */
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
        // Read again: it may have finished between the two.
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
    for (let delay = 0, first = true; ; first = false) {
      await jobOf(jobId, witnessOf, delay, first, over);
      const end = await finished(jobId, over);
      if (end === undefined) continue;
      const { job, completed } = end;
      const worker = workerOf(job);
      try {
        if (completed) return await checkPageProof(page, job.returnvalue, keys);
        const reason = printable(job.failedReason);
        strikes.push({ worker, reason });
        failures++;
        warn(`${label(page)}: ${worker} failed: ${reason}`);
      } catch (error) {
        if (!(error instanceof PageProofInvalidError)) throw error;
        strikes.push({ worker, reason: error.reason });
        warn(
          `${label(page)}: what ${worker}${await placeOf(worker)} returned is no proof of it: ${error.reason}`,
        );
      }
      await discard(job);
      if (failures >= FAILURES || isTooMuch(strikes)) throw new QueuePageError(strikes);
      delay = backoffMs * Math.min(2 ** (strikes.length - 1), BACKOFF_GROWTH) * (0.5 + Math.random() / 2);
    }
  }

  /** Redis knows where a worker's connection comes from. */
  async function placeOf(worker: string): Promise<string> {
    const clients = await queue.getWorkers().catch(() => []);
    const address = clients.find(({ rawname }) => worker === `worker ${rawname?.split(":w:").at(-1)}`)?.addr;
    return address === undefined ? "" : ` at ${address}`;
  }

  return {
    parallel: PARALLEL_PAGES,
    // The queue itself tries again.
    attempts: 1,
    async prove(page, witnessOf, signal) {
      const jobId = pageJobId(identity, toPublicSignals(page.publicInputs));
      const over = new AbortController();
      pages.set(jobId, page);
      try {
        return await untilAborted(provePage(jobId, page, witnessOf, over.signal), [signal, redis.lost]);
      } catch (error) {
        over.abort(error);
        // Nobody wants it any more; a worker that has begun may finish, and its result is kept.
        if (signal.aborted && redis.client.status === "ready") await removeUnbegun(queue, jobId);
        throw error;
      } finally {
        pages.delete(jobId);
        watch.wake(jobId);
      }
    },
    async close() {
      watch.close();
      redis.close();
      // It waits for Redis, which may be away.
      await settledWithin([events.close(), queue.close()], CLOSE_TIMEOUT_MS);
    },
  };
}

function isTooMuch(strikes: readonly Strike[]): boolean {
  const workers = new Set(strikes.map(({ worker }) => worker)).size;
  return workers >= STRIKES_BY_DIFFERENT_WORKERS || strikes.length >= STRIKES;
}

function workerOf({ processedBy }: Job): string {
  return processedBy === undefined ? "a worker without a name" : `worker ${printable(processedBy)}`;
}

/** What a worker says of itself is shown on a terminal, and is not trusted. */
function printable(text: string): string {
  return text.replace(/\p{C}+/gu, " ").slice(0, 300);
}

/** Somebody else may have removed it, or put it back and begun. */
async function discard(job: Job): Promise<void> {
  await job.remove().catch(() => {});
}

async function removeUnbegun(queue: Queue, jobId: string): Promise<void> {
  const job = await Job.fromId(queue, jobId).catch(() => undefined);
  const state = await job?.getState().catch(() => undefined);
  if (state === "waiting" || state === "delayed") await discard(job!);
}
