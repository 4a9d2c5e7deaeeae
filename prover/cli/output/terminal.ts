/**
 * Output of commands: results to stdout, everything else to stderr, so that `--json` output is one object.
 * @module
 */
import { fstatSync, writeSync } from "node:fs";
import { StandardOutputError } from "./standard-output-error.ts";

export interface Terminal {
  /** A line of the result. @throws StandardOutputError */
  out(line: string): void;
  /** A line for the user. */
  err(line: string): void;
}

export const processTerminal: Terminal = {
  out: (line) => writeResult(`${line}\n`),
  err: (line) => void process.stderr.write(`${line}\n`),
};

const STDOUT = 1;

function writeResult(text: string): void {
  if (!isFile(STDOUT)) return void process.stdout.write(text);
  // Node's stream takes the part that a nearly full disk has taken for all of it.
  const bytes = Buffer.from(text);
  try {
    for (let done = 0; done < bytes.length; ) done += writeSync(STDOUT, bytes, done);
  } catch (error) {
    throw new StandardOutputError(error as Error);
  }
}

function isFile(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isFile();
  } catch {
    return false;
  }
}
