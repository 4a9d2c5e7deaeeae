/**
 * The result of one check.
 * @module
 */
import { ProverError } from "../errors.ts";

/** `warn`: works with a limitation; `fail`: `prove` would fail. */
export type Level = "ok" | "warn" | "fail";

export interface Finding {
  /** What was checked, e.g. `keys small`. */
  readonly check: string;
  readonly level: Level;
  readonly found: string;
  /** What to do; null if nothing. */
  readonly next: string | null;
}

export function ok(check: string, found: string): Finding {
  return { check, level: "ok", found, next: null };
}

export function warn(check: string, found: string, next: string): Finding {
  return { check, level: "warn", found, next };
}

export function fail(check: string, found: string, next: string): Finding {
  return { check, level: "fail", found, next };
}

/** A failure with the message that `prove` would show. */
export function failure(check: string, error: unknown): Finding {
  const { message } = error as Error;
  const next = error instanceof ProverError ? error.hints[0] : undefined;
  return fail(check, message.replace(/\s*\n\s*/g, " ").trim(), next ?? "Run again with --debug.");
}
