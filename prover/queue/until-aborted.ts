/**
 * Waits until a signal aborts: a command to an unreachable Redis server may never finish.
 * @module
 */

/** @throws the reason of the first of `signals` that aborts; the work itself continues unobserved. */
export async function untilAborted<T>(work: Promise<T>, signals: readonly AbortSignal[]): Promise<T> {
  const stops: (() => void)[] = [];
  try {
    return await Promise.race([work, ...signals.map((signal) => abortOf(signal, stops))]);
  } finally {
    for (const stop of stops) stop();
    work.catch(() => {});
  }
}

function abortOf(signal: AbortSignal, stops: (() => void)[]): Promise<never> {
  return new Promise((_, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    stops.push(() => signal.removeEventListener("abort", abort));
  });
}

/** @throws Error at the time limit, and as `untilAborted`. */
export async function inTime<T>(
  work: Promise<T>,
  timeoutMs: number,
  signals: readonly AbortSignal[] = [],
): Promise<T> {
  const timeout = new AbortController();
  const timer = setTimeout(
    () => timeout.abort(new Error(`no answer within ${timeoutMs / 1000} s`)),
    timeoutMs,
  );
  try {
    return await untilAborted(work, [timeout.signal, ...signals]);
  } finally {
    clearTimeout(timer);
  }
}

/** Waits until all have settled, or until the time limit. */
export async function settledWithin(work: readonly Promise<unknown>[], timeoutMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise((resolve) => {
    timer = setTimeout(resolve, timeoutMs);
  });
  await Promise.race([Promise.allSettled(work), timeout]);
  clearTimeout(timer);
}
