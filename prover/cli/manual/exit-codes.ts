/** What the exit codes of every command mean. @module */
import type { ExitCode } from "../../errors.ts";

export const EXIT_CODES: Readonly<Record<0 | ExitCode, string>> = {
  0: "done",
  1: "a check failed: an invalid proof, a wrong root, a contract that refuses",
  2: "bad usage or bad input; run it differently",
  3: "a node or service did not do its part, or it is too early: try again later, or another node",
  70: "an internal fault; report it in the issue tracker, with what --debug prints and `pufeth-por doctor --json`",
  130: "ended by Ctrl-C (SIGINT); what is finished is kept",
  143: "ended by SIGTERM; what is finished is kept",
};
