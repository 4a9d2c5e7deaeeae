/**
 * Who proves, by the options: workers of a queue, or this machine.
 * @module
 */
import type { BackendChoice } from "../../prove/backends/backend.ts";
import { type CreateProver, onThisMachine } from "../../prove/create-page-prover.ts";
import { redisName } from "../../queue/connect-redis.ts";
import { createQueueProver } from "../../queue/queue-prover.ts";

export interface ProverOptions {
  readonly threads?: number;
  /** Redis queue for workers on other machines; undefined: pages are proved on this machine. */
  readonly queue?: string;
}

/** @throws QueueAddressError */
export function createProverOf({ queue, threads }: ProverOptions, backend: BackendChoice): CreateProver {
  if (queue === undefined) return onThisMachine({ backend, threads });
  // Before anything long begins.
  redisName(queue);
  return ({ keys, onNotice }) => {
    const warn = (text: string) => onNotice({ level: "warning", text });
    if (threads !== undefined) warn("--threads is ignored with --queue: each worker has its own.");
    return createQueueProver({ url: queue, keys, say: (text) => onNotice({ level: "info", text }), warn });
  };
}
