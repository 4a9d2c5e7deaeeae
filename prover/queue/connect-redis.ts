/**
 * One connection to the Redis server of the queue. It must be reachable at the start; later outages are tolerated for a
 * while.
 * @module
 */
import { Redis } from "ioredis";
import { QueueAddressError, QueueLostError, QueueUnreachableError } from "./errors.ts";

const CONNECT_TIMEOUT_MS = 10_000;
const RECONNECT_STEP_MS = 200;
const RECONNECT_MAX_MS = 5_000;

export interface RedisConnection {
  readonly client: Redis;
  /** Scheme, host, port and database: the printable part of the address. */
  readonly name: string;
  /** Aborts with a QueueLostError if Redis is unreachable for too long. */
  readonly lost: AbortSignal;
  /** Closes immediately, whether Redis answers or not. */
  close(): void;
}

export interface ConnectRedisOptions {
  readonly say: (text: string) => void;
  /** Maximum outage of Redis; Infinity for a service that keeps waiting. */
  readonly giveUpAfterMs: number;
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
    // Commands wait during an outage, as BullMQ requires. BullMQ creates further connections with these options.
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
    // ioredis only warns about a missing database and continues in the first one, so this is checked here.
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
    say(`Redis at ${name} is unreachable; reconnecting.`);
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

/** A library error includes the failed command, which may be AUTH with its password. */
function withoutCommand(error: Error): Error {
  return new Error(error.message || (error as NodeJS.ErrnoException).code || "no connection");
}
