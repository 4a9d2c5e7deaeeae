/**
 * Output of commands: results to stdout, everything else to stderr, so that `--json` output is one object.
 * @module
 */

export interface Terminal {
  /** A line of the result. */
  out(line: string): void;
  /** A line for the user. */
  err(line: string): void;
}

export const processTerminal: Terminal = {
  out: (line) => void process.stdout.write(`${line}\n`),
  err: (line) => void process.stderr.write(`${line}\n`),
};
