/**
 * Notifies waiters when a job changes. Queue events are fast but can be missed (a broken connection, malformed data in
 * the stream), so waiters are also woken at an interval.
 * @module
 */

export interface JobWatch {
  /**
   * Resolves at the next event of this job, or at the next interval. Call it before reading the job, so that no event
   * is missed.
   */
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
