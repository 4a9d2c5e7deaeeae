/** The final error of `doctor`. @module */
import { CheckFailedError, UnavailableError } from "../errors.ts";
import type { Finding } from "./finding.ts";

/** Something that `prove` needs is missing or broken; the findings give the details. */
export class NotReadyError extends CheckFailedError {
  readonly code = "NOT_READY";
  override readonly details;
  constructor(readonly findings: readonly Finding[]) {
    const failed = findings.filter(({ level }) => level === "fail").length;
    super(`${failed} of ${findings.length} checks failed.`);
    this.details = { ready: false, findings };
  }
}

/** A service gave no answer to a check. */
export class NoAnswerError extends UnavailableError {
  readonly code = "NO_ANSWER";
}
