/**
 * One connection to the Redis server of the queue. It must be reachable and take writes at the start; later outages are
 * tolerated for a while.
 * @module
 */
import {
  QueueAddressError,
  QueueAnswerTooLongError,
  QueueUnreachableError,
  QueueUnusableError,
} from "./errors.ts";
import { type QueueHealth, watchHealth } from "./queue-health.ts";
import { MAX_ANSWER_BYTES, TrackedRedis } from "./tracked-redis.ts";
import { inTime } from "./until-aborted.ts";
import { checkWrite, isRefusal } from "./write-check.ts";

const CONNECT_TIMEOUT_MS = 10_000;
const START_TIMEOUT_MS = 15_000;
/** Without an answer for so long a connection is dead. BullMQ lets Redis wait for 10 s. */
const SILENCE_MS = 30_000;
const REFUSED_FOR_MS = 5 * 60_000;
const RECONNECT_STEP_MS = 200;
const RECONNECT_MAX_MS = 5_000;

export interface RedisConnection {
  readonly client: TrackedRedis;
  /** Scheme, host, port and database: the printable part of the address. */
  readonly name: string;
  readonly health: QueueHealth;
  /** Closes it and what BullMQ made of it immediately, whether Redis answers or not. */
  close(): void;
}

export interface ConnectRedisOptions {
  readonly say: (text: string) => void;
  /** Maximum outage of Redis; Infinity for a service that keeps waiting. */
  readonly giveUpAfterMs: number;
  /** Maximum time in which Redis answers and refuses. */
  readonly refusedForMs?: number | undefined;
  /** Maximum time without an answer on a connection that seems open. */
  readonly silenceMs?: number | undefined;
  readonly checkIntervalMs?: number | undefined;
}

/** @throws QueueAddressError, without the address, which may contain a password. */
export function redisName(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !["redis:", "rediss:"].includes(parsed.protocol)) {
    throw new QueueAddressError("it does not begin with redis:// or rediss://");
  }
  const { protocol, host, pathname } = parsed;
  if (host === "") throw new QueueAddressError("it has no host");
  if (!/^\/?[0-9]*$/.test(pathname))
    throw new QueueAddressError("the part after the host is not a database number");
  return `${protocol}//${host}${pathname.replace(/^\/$/, "")}`;
}

/**
 * A write is tried: Redis may answer and refuse.
 * @throws QueueAddressError, QueueUnreachableError, QueueUnusableError, QueueAnswerTooLongError
 */
export async function connectRedis(
  url: string,
  {
    say,
    giveUpAfterMs,
    refusedForMs = REFUSED_FOR_MS,
    silenceMs = SILENCE_MS,
    checkIntervalMs,
  }: ConnectRedisOptions,
): Promise<RedisConnection> {
  const name = redisName(url);
  let connected = false;
  const client = new TrackedRedis(url, {
    lazyConnect: true,
    connectTimeout: CONNECT_TIMEOUT_MS,
    // A connection whose packets vanish closes only here.
    socketTimeout: silenceMs,
    // Commands wait during an outage, as BullMQ requires. BullMQ creates further connections with these options.
    maxRetriesPerRequest: null,
    retryStrategy: (times) => (connected ? Math.min(times * RECONNECT_STEP_MS, RECONNECT_MAX_MS) : null),
  });
  const endless = new AbortController();
  client.onEndless = () => {
    connected = false;
    endless.abort(new QueueAnswerTooLongError(name, MAX_ANSWER_BYTES));
  };
  let reason: Error | undefined;
  client.on("error", (error: Error) => {
    reason = withoutCommand(error);
  });
  try {
    const start = async () => {
      await client.connect();
      await client.ping();
      // ioredis only warns about a missing database and continues in the first one, so this is checked here.
      if (reason !== undefined) throw reason;
      await checkWrite(client).catch((error: Error) => {
        throw isRefusal(error) ? new QueueUnusableError(name, withoutCommand(error)) : error;
      });
    };
    await inTime(start(), Math.min(START_TIMEOUT_MS, silenceMs), [endless.signal]);
  } catch (error) {
    client.disconnect();
    if (error instanceof QueueUnusableError || error instanceof QueueAnswerTooLongError) throw error;
    throw new QueueUnreachableError(name, reason ?? withoutCommand(error as Error));
  }
  connected = true;
  const health = watchHealth(client, { name, say, giveUpAfterMs, refusedForMs, checkIntervalMs });
  endless.signal.addEventListener("abort", () => health.lose(endless.signal.reason));
  return {
    client,
    name,
    health,
    close() {
      connected = false;
      health.close();
      client.disconnectAll();
    },
  };
}

/** A library error includes the failed command, which may be AUTH with its password. */
function withoutCommand(error: Error): Error {
  return new Error(error.message || (error as NodeJS.ErrnoException).code || "no connection");
}
