/**
 * What the command line does where a service limits the rate of requests: it says that it waits, counts it, and ends the
 * wait at a signal.
 * @module
 */
import type { RateLimitWait, WaitingOptions } from "../service/rate-limits.ts";
import { log } from "./log/log.ts";
import { interruption } from "./with-interrupt.ts";

const counters = new Set<(wait: RateLimitWait) => void>();

/** @returns stops counting. */
export function countWaits(count: (wait: RateLimitWait) => void): () => void {
  counters.add(count);
  return () => void counters.delete(count);
}

export const WAITING: WaitingOptions = {
  onWait(wait) {
    const { service, request, waitMs } = wait;
    const seconds = waitMs / 1000;
    const text = `${service} limits the rate of requests: waiting ${seconds} s before ${request} again.`;
    log().warn("rate-limited", text, { service, request, seconds });
    for (const count of counters) count(wait);
  },
  interruption,
};
