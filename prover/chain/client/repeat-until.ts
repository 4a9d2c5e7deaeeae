/**
 * Looks at a chain again and again until it shows something.
 * @module
 */
import { setTimeout as wait } from "node:timers/promises";
import type { ChainClient } from "./chain-client.ts";

/**
 * @param look  undefined: it is not there yet.
 * @returns undefined where the time is over.
 */
export async function repeatUntil<T>(
  { viem: { pollingInterval } }: ChainClient,
  timeoutMs: number,
  look: () => Promise<T | undefined>,
): Promise<T | undefined> {
  for (let waitedMs = 0; ; waitedMs += pollingInterval) {
    const seen = await look();
    if (seen !== undefined || waitedMs >= timeoutMs) return seen;
    await wait(pollingInterval);
  }
}
