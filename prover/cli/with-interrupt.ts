/**
 * Ends long work cleanly: the first Ctrl-C (SIGINT) or SIGTERM aborts it, the second ends the process immediately.
 * @module
 */
import { constants } from "node:os";
import type { CreateProver } from "../prove/create-page-prover.ts";
import type { Terminal } from "./output/terminal.ts";

const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/** @param run  receives a signal whose reason is "SIGINT" or "SIGTERM". */
export async function withInterrupt<T>(
  terminal: Pick<Terminal, "err">,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const unlisten = abortOnSignals(controller, terminal);
  try {
    return await run(controller.signal);
  } finally {
    unlisten();
  }
}

/**
 * For work of which only the proving ends cleanly: signals are heard while a prover lives, and end the process at once
 * before and after.
 */
export function interruptingProvers(
  terminal: Pick<Terminal, "err">,
  create: CreateProver,
): { readonly signal: AbortSignal; readonly createProver: CreateProver } {
  const controller = new AbortController();
  return {
    signal: controller.signal,
    async createProver(task) {
      const unlisten = abortOnSignals(controller, terminal);
      const prover = await create(task).catch((error) => {
        unlisten();
        throw error;
      });
      return { ...prover, close: () => prover.close().finally(unlisten) };
    },
  };
}

/** @returns stops listening. */
function abortOnSignals(controller: AbortController, terminal: Pick<Terminal, "err">): () => void {
  const onSignal = (name: (typeof SIGNALS)[number]) => {
    if (controller.signal.aborted) {
      // Worker threads end with the process, other programs by its exit event.
      process.exit(128 + constants.signals[name]);
    }
    terminal.err(`${name}: stopping. Send it again to end immediately.`);
    controller.abort(name);
  };
  for (const name of SIGNALS) process.on(name, onSignal);
  return () => {
    for (const name of SIGNALS) process.off(name, onSignal);
  };
}
