/**
 * Ends long work cleanly: the first Ctrl-C (SIGINT) or SIGTERM aborts it, the second ends the process immediately.
 * @module
 */
import { constants } from "node:os";
import { ProverError } from "../errors.ts";
import type { CreateProver } from "../prove/create-page-prover.ts";
import type { Terminal } from "./output/terminal.ts";

/** A wait was ended by a signal. */
export class InterruptedError extends ProverError {
  readonly code = "INTERRUPTED";
  readonly exitCode;
  constructor(name: "SIGINT" | "SIGTERM") {
    super(`${name} ended a wait.`, { hints: ["Run again: finished work is kept."] });
    this.exitCode = name === "SIGTERM" ? (143 as const) : (130 as const);
  }
}

const SIGNALS = ["SIGINT", "SIGTERM"] as const;

let current = new AbortController();

/** Aborts at the next signal that is heard; where none is heard, it ends the process. */
export function interruption(): AbortSignal {
  return current.signal;
}

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
  if (current.signal.aborted) current = new AbortController();
  const onSignal = (name: (typeof SIGNALS)[number]) => {
    if (controller.signal.aborted) {
      // Worker threads end with the process, other programs by its exit event.
      process.exit(128 + constants.signals[name]);
    }
    terminal.err(`${name}: stopping. Send it again to end immediately.`);
    controller.abort(name);
    current.abort(new InterruptedError(name));
  };
  for (const name of SIGNALS) process.on(name, onSignal);
  return () => {
    for (const name of SIGNALS) process.off(name, onSignal);
  };
}
