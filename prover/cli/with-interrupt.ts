/**
 * Ends long work cleanly: the first Ctrl-C (SIGINT) or SIGTERM aborts it, the second ends the process immediately.
 * @module
 */
import { constants } from "node:os";
import type { Terminal } from "./output/terminal.ts";

const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/** @param run  receives a signal whose reason is "SIGINT" or "SIGTERM". */
export async function withInterrupt<T>(
  terminal: Pick<Terminal, "err">,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const onSignal = (name: (typeof SIGNALS)[number]) => {
    if (controller.signal.aborted) {
      // Worker threads end with the process, other programs by its exit event.
      process.exit(128 + constants.signals[name]);
    }
    terminal.err(`${name}: stopping. Send it again to end immediately.`);
    controller.abort(name);
  };
  for (const name of SIGNALS) process.on(name, onSignal);
  try {
    return await run(controller.signal);
  } finally {
    for (const name of SIGNALS) process.off(name, onSignal);
  }
}
