/** How a watch is interrupted. @module */
import { ProverError } from "../errors.ts";

/** SIGINT or SIGTERM, at any moment. */
export class WatchInterruptedError extends ProverError {
  readonly code = "WATCH_INTERRUPTED";
  readonly exitCode;
  /** @param when  e.g. `during prove of spurt 12`. */
  constructor(when: string, reason: unknown) {
    super(`Interrupted ${when}.`, {
      hints: ["Start the same command again: it continues from the state of chain and folder."],
    });
    this.exitCode = reason === "SIGTERM" ? (143 as const) : (130 as const);
  }
}
