/**
 * Reports a failure: one line for people, one JSON object for programs, and the exit code.
 * @module
 */
import { type ExitCode, INTERNAL_FAULT, ProverError } from "../../errors.ts";
import { log } from "../log/log.ts";
import type { Terminal } from "./terminal.ts";

export interface FailureFormat {
  /** Print one JSON object to stdout instead of lines to stderr. */
  readonly json: boolean;
  /** Include stack and causes. */
  readonly debug: boolean;
  /** Set before `code` in the JSON object, e.g. `valid: false`. */
  readonly jsonFields?: Readonly<Record<string, unknown>>;
}

/** @returns The exit code: that of the failure; 70 for a fault of this program. */
export function reportFailure(error: unknown, format: FailureFormat, terminal: Terminal): ExitCode {
  const { redact, redactDeep } = log();
  const failure = describeFailure(error);
  const { code, exitCode } = failure;
  const message = redact(failure.message);
  const hints = failure.hints.map(redact);
  if (format.json) {
    const details = error instanceof ProverError ? error.details : undefined;
    terminal.out(
      JSON.stringify({ ...format.jsonFields, ...redactDeep(details), code, message, hints }, null, 2),
    );
  }
  const stack = format.debug ? redact(stackOf(error)) : undefined;
  if (log().format === "json") {
    log().error("failed", message, { code, hints, exitCode, ...(stack === undefined ? {} : { stack }) });
    return exitCode;
  }
  if (!format.json && log().tells("error")) {
    terminal.err(`error: ${message}`);
    for (const hint of hints) terminal.err(`  ${hint}`);
  }
  if (stack !== undefined) terminal.err(stack);
  return exitCode;
}

interface Failure {
  readonly code: string;
  readonly message: string;
  readonly hints: readonly string[];
  readonly exitCode: ExitCode;
}

function describeFailure(error: unknown): Failure {
  if (error instanceof ProverError) return { ...pick(error), message: oneLine(error.message) };
  const text = error instanceof Error ? error.message : String(error);
  return {
    ...INTERNAL_FAULT,
    message: oneLine(`Unexpected: ${text}`),
    hints: [
      "This is an error in the program. Report it in the repository's issue tracker: run again with --debug and add the " +
        "output, and that of `pufeth-por doctor --json`.",
    ],
  };
}

function pick({ code, message, hints, exitCode }: ProverError): Failure {
  return { code, message, hints, exitCode };
}

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, " ").trim();
}

function stackOf(error: unknown): string {
  const parts: string[] = [];
  for (
    let at: unknown = error;
    at !== undefined && parts.length < 10;
    at = at instanceof Error ? at.cause : undefined
  ) {
    parts.push(at instanceof Error ? (at.stack ?? at.message) : String(at));
  }
  return parts.join("\ncaused by: ");
}
