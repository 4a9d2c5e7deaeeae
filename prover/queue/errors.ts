/**
 * Failures between coordinator, Redis and workers. Messages contain only the host of an address, never a password.
 * @module
 */
import { BadInputError, CheckFailedError, UnavailableError } from "../errors.ts";
import { refusalHint } from "./refusal-hint.ts";

const KEPT_HINT = "Finished pages are kept: run again with --resume.";

/** The address of the queue is invalid. It is not repeated, because it may contain a password. */
export class QueueAddressError extends BadInputError {
  readonly code = "QUEUE_ADDRESS";
  constructor(reason: string) {
    super(`The address of the queue cannot be used: ${reason}.`, {
      hints: [
        "Write redis://HOST:PORT or rediss://USER:PASSWORD@HOST:PORT/DATABASE; in a password write / as %2F, # as %23, ? as %3F, @ as %40.",
      ],
    });
  }
}

/** Redis did not answer at the start, or rejected the connection. */
export class QueueUnreachableError extends UnavailableError {
  readonly code = "QUEUE_UNREACHABLE";
  constructor(redis: string, cause: unknown) {
    super(`The queue at ${redis} cannot be used: ${(cause as Error).message.replace(/\.$/, "")}.`, {
      cause,
      hints: ["Is Redis running there, are user and password right, and is it reachable from this machine?"],
    });
  }
}

/** Redis became unreachable and did not come back. */
export class QueueLostError extends UnavailableError {
  readonly code = "QUEUE_LOST";
  constructor(redis: string, afterMs: number) {
    super(`The queue at ${redis} became unreachable and did not come back within ${afterMs / 1000} s.`, {
      hints: [KEPT_HINT],
    });
  }
}

/** Redis answers and refuses what a queue needs. */
export class QueueUnusableError extends UnavailableError {
  readonly code = "QUEUE_UNUSABLE";
  /** @param forMs  how long it was waited for; undefined: not at all. */
  constructor(redis: string, cause: Error, forMs?: number) {
    const reason = cause.message.replace(/\.$/, "");
    const waited = forMs === undefined ? "" : ` for ${forMs / 1000} s`;
    super(`The queue at ${redis} answers, but has refused what is needed${waited}: ${reason}.`, {
      cause,
      hints: [refusalHint(reason), ...(forMs === undefined ? [] : [KEPT_HINT])],
    });
  }
}

/** Redis sends what cannot be of a queue of ours. */
export class QueueAnswerTooLongError extends UnavailableError {
  readonly code = "QUEUE_ANSWER_TOO_LONG";
  constructor(redis: string, maxBytes: number) {
    super(`An answer of the queue at ${redis} has more than ${maxBytes} bytes.`, {
      hints: [
        "No page and no proof is that long: somebody else has put it there. Remove the keys pufeth-por:* from that Redis, and " +
          "keep others away from it (prover/queue/README.md).",
        KEPT_HINT,
      ],
    });
  }
}

/** What was asked of the queue can no longer be answered: it was closed meanwhile. */
export class QueueClosedError extends UnavailableError {
  readonly code = "QUEUE_CLOSED";
  constructor(redis: string) {
    super(`The queue at ${redis} was closed.`, { hints: [KEPT_HINT] });
  }
}

/** The job is not a page for the installed keys. */
export class PageJobError extends BadInputError {
  readonly code = "PAGE_JOB_UNUSABLE";
  constructor(reason: string) {
    super(`The job is not a page that this worker can prove: ${reason}.`, {
      hints: ["Coordinator and workers must run the same release and have the same keys."],
    });
  }
}

export interface Strike {
  readonly worker: string;
  readonly reason: string;
}

/** Several workers failed on a page or returned invalid proofs. */
export class QueuePageError extends CheckFailedError {
  readonly code = "QUEUE_PAGE_FAILED";
  override readonly details;
  constructor(readonly strikes: readonly Strike[]) {
    const byWorker = new Map<string, number>();
    for (const { worker } of strikes) byWorker.set(worker, (byWorker.get(worker) ?? 0) + 1);
    const list = [...byWorker].map(([worker, times]) =>
      times === 1 ? worker : `${worker} (${times} times)`,
    );
    super(`no valid proof came from ${list.join(", ")}; the last reason: ${strikes.at(-1)!.reason}`, {
      hints: [
        "Check these workers: memory and keys (`pufeth-por doctor` there), and whether they are yours.",
      ],
    });
    this.details = { strikes };
  }
}

/** This machine produces invalid proofs. */
export class WorkerUnfitError extends CheckFailedError {
  readonly code = "WORKER_UNFIT";
  constructor(proofs: number) {
    super(`${proofs} consecutive proofs made on this machine are invalid. The worker stops.`, {
      hints: ["Check the machine's memory, and the keys: `pufeth-por doctor`."],
    });
  }
}

/** A proof made here does not verify here: memory, disk or key of this machine are damaged. */
export class InvalidOwnProofError extends CheckFailedError {
  readonly code = "OWN_PROOF_INVALID";
  constructor(reason: string) {
    super(`The proof made on this machine is not valid: ${reason}.`);
  }
}
