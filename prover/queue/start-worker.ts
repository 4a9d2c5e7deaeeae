/**
 * A queue worker: takes pages for its keys and proves them, as many concurrently as its prover allows. Proving runs in
 * other threads, so job locks are renewed meanwhile; if a worker dies, its locks expire and its pages go to another.
 * Every proof is verified before it is returned, so a faulty machine detects itself.
 * @module
 */
import { type ConnectionOptions, type Job, Queue, UnrecoverableError, WaitingError, Worker } from "bullmq";
import { INTERNAL_FAULT, ProverError } from "../errors.ts";
import type { PageKeys } from "../keys/load-keys.ts";
import type { Metrics } from "../metrics/create-metrics.ts";
import { checkProof } from "../prove/check-page-proof.ts";
import { PageRefusedError } from "../prove/errors.ts";
import type { ProvingPool } from "../prove/local-prover.ts";
import type { RawPageProof } from "../prove/page-prover.ts";
import type { CircuitInput } from "../witness/circuit-input.ts";
import { type ConnectRedisOptions, connectRedis } from "./connect-redis.ts";
import { InvalidOwnProofError, PageJobError, WorkerUnfitError } from "./errors.ts";
import { keyIdentityOf, parsePageJob, publicSignalsOf, QUEUE_PREFIX, queueNameOf } from "./page-job.ts";
import { addQueueMetrics } from "./queue-metrics.ts";
import { startFailure } from "./start-failure.ts";
import { inTime, settledWithin, untilAborted } from "./until-aborted.ts";
import { isRefusal } from "./write-check.ts";

export const DEFAULT_LOCK_MS = 30_000;
/** Maximum worker deaths for one page; after that the page itself is probably the cause. */
const DEATHS_OF_A_PAGE = 5;
const INVALID_PROOFS_IN_A_ROW = 3;
const MINUTE_MS = 60_000;
const START_TIMEOUT_MS = 30_000;
/** Time to close the Redis connection cleanly; then it is cut. */
const CLOSE_TIMEOUT_MS = 5_000;

export interface WorkerOptions
  extends Pick<ConnectRedisOptions, "refusedForMs" | "silenceMs" | "checkIntervalMs"> {
  readonly url: string;
  readonly keys: PageKeys;
  /** Not closed here: the caller closes it. */
  readonly pool: ProvingPool;
  /** Name of this worker in the coordinator's messages. */
  readonly name: string;
  readonly say: (text: string) => void;
  readonly metrics: Metrics;
  /** Lock duration: after this time without a renewal a page goes to another worker. */
  readonly lockMs?: number | undefined;
  /** Maximum pages per minute of all workers with this option together. */
  readonly pagesPerMinute?: number | undefined;
  /** Stops after so many pages. */
  readonly maxPages?: number | undefined;
}

export interface PageWorker {
  /** Resolves to the number of proved pages once the worker has stopped. Rejects if it stopped because of a failure. */
  readonly done: Promise<number>;
  /** Takes no further page. Pages being proved are finished, or returned to the queue when `handBack` aborts. */
  stop(handBack: AbortSignal): void;
}

/** @throws QueueAddressError, QueueUnreachableError, QueueUnusableError */
export async function startWorker({
  url,
  keys,
  pool,
  name,
  say,
  metrics,
  lockMs = DEFAULT_LOCK_MS,
  pagesPerMinute,
  maxPages = Number.POSITIVE_INFINITY,
  ...patience
}: WorkerOptions): Promise<PageWorker> {
  const identity = keyIdentityOf(keys);
  const { size } = keys;
  const redis = await connectRedis(url, { say, giveUpAfterMs: Number.POSITIVE_INFINITY, ...patience });
  const { health } = redis;
  const connection = redis.client as unknown as ConnectionOptions;
  const leave = new AbortController();
  const left = new Promise<void>((resolve) => {
    leave.signal.addEventListener("abort", () => void setTimeout(resolve, CLOSE_TIMEOUT_MS).unref());
  });
  let taken = 0;
  let proved = 0;
  let invalidInARow = 0;

  const process = async (
    job: Job,
    token: string | undefined,
    lockLost: AbortSignal,
  ): Promise<RawPageProof> => {
    if (taken >= maxPages) return handBack(job, token);
    taken++;
    if (taken >= maxPages) void stopped();
    metrics.pagesActive.inc();
    const start = performance.now();
    try {
      const input = parsePageJob(job.data, identity, keys.limits);
      const label = `validators ${input.countIn} to ${input.countOut - 1n}`;
      say(`Proving ${label} …`);
      const proof = await proveChecked(keys, pool, input, [lockLost, leave.signal]);
      const seconds = (performance.now() - start) / 1000;
      metrics.pagesProved.inc({ size });
      metrics.pageSeconds.observe({ size }, seconds);
      metrics.lastSuccess.setToCurrentTime();
      proved++;
      invalidInARow = 0;
      say(`Proved ${label} in ${seconds.toFixed(1)} s.`);
      return proof;
    } catch (error) {
      if (lockLost.aborted) {
        say("The queue has given the page to another worker: this worker's lock expired.");
        throw new WaitingError();
      }
      if (leave.signal.aborted) return handBack(job, token);
      const reason = error instanceof ProverError ? error.code : INTERNAL_FAULT.code;
      metrics.pagesFailed.inc({ size, reason });
      const text = `${reason}: ${(error as Error).message}`;
      say(`The page failed: ${text}`);
      invalidInARow = error instanceof InvalidOwnProofError ? invalidInARow + 1 : 0;
      if (invalidInARow >= INVALID_PROOFS_IN_A_ROW) void stopped(new WorkerUnfitError(invalidInARow));
      throw isFinal(error) ? new UnrecoverableError(text) : new Error(text);
    } finally {
      metrics.pagesActive.dec();
    }
  };

  const worker = new Worker(queueNameOf(identity), (job, token, signal) => process(job, token, signal!), {
    connection,
    prefix: QUEUE_PREFIX,
    name,
    concurrency: pool.parallel,
    lockDuration: lockMs,
    stalledInterval: lockMs,
    maxStalledCount: DEATHS_OF_A_PAGE,
    ...(pagesPerMinute === undefined ? {} : { limiter: { max: pagesPerMinute, duration: MINUTE_MS } }),
  });
  let told = "";
  worker.on("error", (error) => {
    if (worker.closing) return;
    if (isRefusal(error)) return health.refused(error);
    // `redis` reports outages, and what repeats is one condition.
    if (!health.isGood() || error.message === told) return;
    told = error.message;
    say(`The queue: ${error.message}`);
  });
  health.onChange((isGood) => {
    if (worker.closing) return;
    told = "";
    // BullMQ would ask again at once, for ever.
    if (isGood) void worker.resume();
    else void worker.pause(true);
  });
  health.lost.addEventListener("abort", () => void stopped(health.lost.reason));
  worker.on("lockRenewalFailed", (jobIds) => {
    for (const jobId of jobIds) worker.cancelJob(jobId);
  });
  const queue = new Queue(queueNameOf(identity), { connection, prefix: QUEUE_PREFIX });
  queue.on("error", () => {});
  addQueueMetrics(metrics.registry, queue, health.isGood);

  let settle: { resolve(proved: number): void; reject(failure: unknown): void };
  const done = new Promise<number>((resolve, reject) => {
    settle = { resolve, reject };
  });
  let stopping: Promise<void> | undefined;
  /** Resolves `done` once; further calls wait for the first. */
  function stopped(failure?: unknown): Promise<void> {
    stopping ??= (async () => {
      // Nobody waits for pages of a worker that fails.
      if (failure !== undefined) leave.abort();
      // Redis may be unreachable: a page that could not be returned goes to another worker when its lock expires.
      await Promise.race([worker.close().catch(() => {}), left]);
      redis.close();
      await settledWithin([queue.close()], CLOSE_TIMEOUT_MS);
      if (failure === undefined) settle.resolve(proved);
      else settle.reject(failure);
    })();
    return stopping;
  }

  try {
    await inTime(worker.waitUntilReady(), START_TIMEOUT_MS, [health.lost]);
  } catch (cause) {
    redis.close();
    await settledWithin([worker.close(true), queue.close()], CLOSE_TIMEOUT_MS);
    throw startFailure(redis.name, cause);
  }
  say(`Worker ${name} is listening at ${redis.name} for pages of the size ${size} with the key ${keys.id}.`);
  return {
    done,
    stop(handBackNow) {
      const abort = () => leave.abort();
      if (handBackNow.aborted) abort();
      handBackNow.addEventListener("abort", abort, { once: true });
      void stopped();
    },
  };
}

async function proveChecked(
  { files, verificationKey }: PageKeys,
  pool: ProvingPool,
  input: CircuitInput,
  stops: readonly AbortSignal[],
): Promise<RawPageProof> {
  const stop = new AbortController();
  try {
    const raw = await untilAborted(pool.prove(files, input, stop.signal), stops);
    const refuse = (reason: string) => new InvalidOwnProofError(reason);
    return await checkProof(raw, publicSignalsOf(input), verificationKey, refuse);
  } finally {
    stop.abort(new Error("The page was given up."));
  }
}

/** Retrying, here or elsewhere, cannot help. */
function isFinal(error: unknown): boolean {
  return error instanceof PageRefusedError || error instanceof PageJobError;
}

/** Puts it at the front of the queue, for another worker. */
async function handBack(job: Job, token: string | undefined): Promise<never> {
  await job.moveToWait(token);
  throw new WaitingError();
}
