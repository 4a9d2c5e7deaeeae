/**
 * Last-resort cleanup: runs synchronous functions when this process ends without having cleaned up, be it by
 * `process.exit`, an uncaught error or a signal. Orderly shutdown is not done here; it unregisters its function.
 * @module
 */
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
const cleanups = new Set<() => void>();

/** Calls `cleanup` when the process ends; the returned function takes it back. Must not throw, cannot wait. */
export function cleanupOnExit(cleanup: () => void): () => void {
  if (cleanups.size === 0) listen();
  cleanups.add(cleanup);
  return () => {
    if (cleanups.delete(cleanup) && cleanups.size === 0) unlisten();
  };
}

function listen(): void {
  process.on("exit", runAll);
  // In front, so that a `once` listener of the program still counts when this one looks for others.
  for (const signal of SIGNALS) process.prependListener(signal, onSignal);
}

function unlisten(): void {
  process.off("exit", runAll);
  for (const signal of SIGNALS) process.off(signal, onSignal);
}

function runAll(): void {
  for (const cleanup of cleanups) cleanup();
  cleanups.clear();
}

function onSignal(signal: NodeJS.Signals): void {
  // The program has its own handler: it decides whether to end, and "exit" comes back here if it does.
  if (process.listenerCount(signal) > 1) return;
  runAll();
  unlisten();
  // Without a listener the signal has its default effect again, and the parent sees the true cause of death.
  process.kill(process.pid, signal);
}
