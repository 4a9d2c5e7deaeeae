/**
 * What one look at this machine and its surroundings found.
 * @module
 */
import { ProverError } from "../errors.ts";

/** `warn`: it works, but not as it should; `fail`: `prove` would not. */
export type Level = "ok" | "warn" | "fail";

export interface Finding {
  /** What was looked at, e.g. `keys small`. */
  readonly check: string;
  readonly level: Level;
  readonly found: string;
  /** What to do; null where nothing is to be done. */
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

/** A failure as `prove` would meet it, in its own words. */
export function failure(check: string, error: unknown): Finding {
  const { message } = error as Error;
  const next = error instanceof ProverError ? error.hints[0] : undefined;
  return fail(check, message.replace(/\s*\n\s*/g, " ").trim(), next ?? "Run again with --debug.");
}
