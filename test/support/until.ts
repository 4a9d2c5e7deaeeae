/**
 * Waits for an event that nothing announces, by looking. The limit is for a machine that does many other things at once.
 * @module
 */
import { expect } from "vitest";

const LIMIT_MS = 240_000;
const INTERVAL_MS = 20;

/** @throws where it has not happened within minutes. */
export async function until(isSo: () => boolean): Promise<void> {
  await expect.poll(isSo, { timeout: LIMIT_MS, interval: INTERVAL_MS }).toBe(true);
}
