/**
 * Lets a long piece of work end in good order: the first Ctrl-C (SIGINT) or SIGTERM aborts it, the second ends the
 * process at once.
 * @module
 */
import { constants } from "node:os";
import type { Terminal } from "./output/terminal.ts";

const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/** @param run  is handed a signal whose reason is "SIGINT" or "SIGTERM". */
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
    terminal.err(`${name}: stopping. Once more to end at once.`);
    controller.abort(name);
  };
  for (const name of SIGNALS) process.on(name, onSignal);
  try {
    return await run(controller.signal);
  } finally {
    for (const name of SIGNALS) process.off(name, onSignal);
  }
}
