/**
 * One connection to the Redis server that holds the queue. At the start it has to answer; later it may go away for a
 * while, and is waited for.
 * @module
 */
import { Redis } from "ioredis";
import { QueueAddressError, QueueLostError, QueueUnreachableError } from "./errors.ts";

const CONNECT_TIMEOUT_MS = 10_000;
const RECONNECT_STEP_MS = 200;
const RECONNECT_MAX_MS = 5_000;

export interface RedisConnection {
  readonly client: Redis;
  /** Scheme, host, port and database: what may be printed of the address. */
  readonly name: string;
  /** Aborts, with a QueueLostError, where Redis stays away for too long. */
  readonly lost: AbortSignal;
  /** At once, whether Redis answers or not. */
  close(): void;
}

export interface ConnectRedisOptions {
  readonly say: (text: string) => void;
  /** How long Redis may be away; Infinity for a service that waits. */
  readonly giveUpAfterMs: number;
}

/** @throws QueueAddressError, without the address: it may hold a password. */
export function redisName(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !["redis:", "rediss:"].includes(parsed.protocol)) {
    throw new QueueAddressError("it does not begin with redis:// or rediss://");
  }
  const { protocol, host, pathname } = parsed;
  if (host === "") throw new QueueAddressError("it names no host");
  if (!/^\/?[0-9]*$/.test(pathname))
    throw new QueueAddressError("what follows the host is no database number");
  return `${protocol}//${host}${pathname.replace(/^\/$/, "")}`;
}

/** @throws QueueAddressError, QueueUnreachableError */
export async function connectRedis(
  url: string,
  { say, giveUpAfterMs }: ConnectRedisOptions,
): Promise<RedisConnection> {
  const name = redisName(url);
  let connected = false;
  const client = new Redis(url, {
    lazyConnect: true,
    connectTimeout: CONNECT_TIMEOUT_MS,
    // Commands wait while Redis is away: BullMQ wants it so. It makes further connections by these options.
    maxRetriesPerRequest: null,
    retryStrategy: (times) => (connected ? Math.min(times * RECONNECT_STEP_MS, RECONNECT_MAX_MS) : null),
  });
  let reason: Error | undefined;
  client.on("error", (error: Error) => {
    reason = withoutCommand(error);
  });
  try {
    await client.connect();
    await client.ping();
    // A database that does not exist is only told: ioredis goes on in the first one.
    if (reason !== undefined) throw reason;
  } catch (error) {
    client.disconnect();
    throw new QueueUnreachableError(name, reason ?? withoutCommand(error as Error));
  }
  connected = true;

  const lost = new AbortController();
  let away: NodeJS.Timeout | undefined;
  let isAway = false;
  const onClose = () => {
    if (isAway) return;
    isAway = true;
    say(`Redis at ${name} is gone; it is tried again.`);
    if (Number.isFinite(giveUpAfterMs))
      away = setTimeout(() => lost.abort(new QueueLostError(name, giveUpAfterMs)), giveUpAfterMs);
  };
  client.on("close", onClose);
  client.on("ready", () => {
    clearTimeout(away);
    if (isAway) say(`Redis at ${name} is back.`);
    isAway = false;
  });
  return {
    client,
    name,
    lost: lost.signal,
    close() {
      connected = false;
      clearTimeout(away);
      client.off("close", onClose);
      client.disconnect();
    },
  };
}

/** A library's error keeps the command it failed at, which may be AUTH with its password. */
function withoutCommand(error: Error): Error {
  return new Error(error.message || (error as NodeJS.ErrnoException).code || "no connection");
}
