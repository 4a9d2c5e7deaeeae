/** What the exit codes of every command mean. @module */
import type { ExitCode } from "../../errors.ts";

export const EXIT_CODES: Readonly<Record<0 | ExitCode, string>> = {
  0: "done",
  1: "a check failed: an invalid proof, a wrong root, a contract revert",
  2: "wrong usage or input",
  3: "a node or service failed, or it is too early: try again later, or with another node",
  70: "an internal error; report it in the issue tracker, with what --debug prints and `pufeth-por doctor --json`",
  130: "ended by Ctrl-C (SIGINT); finished work is kept",
  143: "ended by SIGTERM; finished work is kept",
};
