/**
 * The clock of this process's time-outs, moved by hand: a test of silence does not wait for it, and a busy machine makes
 * none. Sockets, files and other processes go their own way.
 * @module
 */
import { vi } from "vitest";

/** Runs with a clock that stands still but for what the action lets pass. */
export async function withOwnClock<T>(
  action: (pass: (milliseconds: number) => void) => Promise<T>,
): Promise<T> {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  try {
    return await action((milliseconds) => void vi.advanceTimersByTime(milliseconds));
  } finally {
    vi.useRealTimers();
  }
}
