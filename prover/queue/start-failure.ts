import { ProverError } from "../errors.ts";
import { QueueUnreachableError, QueueUnusableError } from "./errors.ts";
import { isRefusal } from "./write-check.ts";

/** Why queue or worker did not become ready. @param redis  printable. */
export function startFailure(redis: string, cause: unknown): ProverError {
  if (cause instanceof ProverError) return cause;
  return isRefusal(cause)
    ? new QueueUnusableError(redis, cause as Error)
    : new QueueUnreachableError(redis, cause);
}
