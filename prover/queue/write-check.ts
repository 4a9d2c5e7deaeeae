/**
 * Whether Redis does what a queue needs: it may answer, and yet refuse to write (a replica, no memory left, a user that may
 * run no scripts).
 * @module
 */
import type { Redis } from "ioredis";
import { QUEUE_PREFIX } from "./page-job.ts";

/** Outlives no check by much. */
const KEPT_MS = 10_000;
const KEY = `${QUEUE_PREFIX}:write-check`;
/** BullMQ writes from scripts alone. */
const SCRIPT = "return redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])";

/** @throws ReplyError where Redis refuses. */
export async function checkWrite(client: Redis): Promise<void> {
  await client.eval(SCRIPT, 1, KEY, "1", KEPT_MS);
}

/** An answer of Redis, and not a broken connection. */
export function isRefusal(error: unknown): boolean {
  return error instanceof Error && error.name === "ReplyError";
}
