/** What can go wrong between coordinator, Redis and workers. No message holds a password: of an address only its host. @module */
import { BadInputError, CheckFailedError, UnavailableError } from "../errors.ts";

const KEPT_HINT = "Finished pages are kept: run again with --resume.";

/** The address of the queue is none. It is not repeated: it may hold a password. */
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

/** Redis did not answer at the start, or refused. */
export class QueueUnreachableError extends UnavailableError {
  readonly code = "QUEUE_UNREACHABLE";
  constructor(redis: string, cause: unknown) {
    super(`The queue at ${redis} cannot be used: ${(cause as Error).message.replace(/\.$/, "")}.`, {
      cause,
      hints: ["Is Redis running there, are user and password right, and is it reachable from this machine?"],
    });
  }
}

/** Redis went away in the middle and did not come back. */
export class QueueLostError extends UnavailableError {
  readonly code = "QUEUE_LOST";
  constructor(redis: string, afterMs: number) {
    super(`The queue at ${redis} went away and did not come back within ${afterMs / 1000} s.`, {
      hints: [KEPT_HINT],
    });
  }
}

/** What a job holds is no page of the keys that lie here. */
export class PageJobError extends BadInputError {
  readonly code = "PAGE_JOB_UNUSABLE";
  constructor(reason: string) {
    super(`The job is no page that can be proved here: ${reason}.`, {
      hints: ["Coordinator and workers have to be of one release and have the same keys."],
    });
  }
}

export interface Strike {
  readonly worker: string;
  readonly reason: string;
}

/** Several workers failed on a page, or returned something that is no proof of it. */
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
      hints: ["Look at these workers: memory, keys, and whether they are yours."],
    });
    this.details = { strikes };
  }
}

/** This machine makes invalid proofs. */
export class WorkerUnfitError extends CheckFailedError {
  readonly code = "WORKER_UNFIT";
  constructor(proofs: number) {
    super(`${proofs} proofs in a row, made on this machine, are not valid. The worker stops.`, {
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
