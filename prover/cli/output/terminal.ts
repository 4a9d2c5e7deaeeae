/**
 * Where commands write: results to stdout, everything else to stderr, so that `--json` output stays one object.
 * @module
 */

export interface Terminal {
  /** A line of the result. */
  out(line: string): void;
  /** A line for the person who watches. */
  err(line: string): void;
}

export const processTerminal: Terminal = {
  out: (line) => void process.stdout.write(`${line}\n`),
  err: (line) => void process.stderr.write(`${line}\n`),
};
