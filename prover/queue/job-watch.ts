/**
 * Wakes whoever waits for a job when something happened to it. The queue's events come fast but can be missed (a
 * connection breaks, somebody writes nonsense into the stream), so everybody is also woken at an interval to look.
 * @module
 */

export interface JobWatch {
  /** Resolves at the next event of this job, or at the next interval. Ask before looking, so that nothing is missed. */
  next(jobId: string): Promise<void>;
  wake(jobId: string): void;
  close(): void;
}

export function createJobWatch(intervalMs: number, onInterval: () => void): JobWatch {
  const waiting = new Map<string, (() => void)[]>();
  const wake = (jobId: string) => {
    const wakes = waiting.get(jobId) ?? [];
    waiting.delete(jobId);
    for (const resolve of wakes) resolve();
  };
  const timer = setInterval(() => {
    for (const jobId of [...waiting.keys()]) wake(jobId);
    onInterval();
  }, intervalMs);
  return {
    next: (jobId) =>
      new Promise((resolve) => {
        waiting.set(jobId, [...(waiting.get(jobId) ?? []), resolve]);
      }),
    wake,
    close: () => clearInterval(timer),
  };
}
