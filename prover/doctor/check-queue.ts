/**
 * Checks that the queue's Redis answers and takes what a queue writes.
 * @module
 */
import { connectRedis } from "../queue/connect-redis.ts";
import { type Finding, failure, ok, warn } from "./finding.ts";

/** @param url  as of `--queue`; undefined: not asked for. */
export async function checkQueue(url: string | undefined): Promise<Finding[]> {
  if (url === undefined) return [];
  try {
    const redis = await connectRedis(url, { say: () => {}, giveUpAfterMs: Number.POSITIVE_INFINITY });
    const check = `queue ${redis.name}`;
    // A user may not be allowed to ask.
    const info = await redis.client.info().catch(() => "");
    redis.close();
    const version = /^redis_version:(\S+)/m.exec(info)?.[1] ?? "of an unknown version";
    const policy = /^maxmemory_policy:(\S+)/m.exec(info)?.[1] ?? "noeviction";
    if (policy === "noeviction") return [ok(check, `Redis ${version}, takes writes`)];
    const found = `Redis ${version}, takes writes, and forgets pages where its memory is full (${policy})`;
    return [warn(check, found, "Set its `maxmemory-policy` to noeviction.")];
  } catch (error) {
    return [failure("queue", error)];
  }
}
