/** What the doctor says in the end. @module */
import { CheckFailedError } from "../errors.ts";
import type { Finding } from "./finding.ts";

/** Something that `prove` needs is missing or broken. The findings themselves name it. */
export class NotReadyError extends CheckFailedError {
  readonly code = "NOT_READY";
  override readonly details;
  constructor(readonly findings: readonly Finding[]) {
    const failed = findings.filter(({ level }) => level === "fail").length;
    super(`${failed} of ${findings.length} checks failed.`);
    this.details = { ready: false, findings };
  }
}
