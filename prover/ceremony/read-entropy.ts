/**
 * The contributor's entropy: typed without echo, or from a file. It is never an argument, because arguments are visible
 * in process lists and shell histories.
 * @module
 */
import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { readBounded } from "../read-bounded.ts";
import { EntropyMissingError } from "./errors.ts";

/** A device of random bytes has no end. */
const LIMIT_BYTES = 1024 * 1024;
const PROMPT = "Type at random, the longer the better, then Enter (it is not shown): ";

/**
 * @param file  `-` for standard input; undefined to ask the person at the terminal.
 * @throws EntropyMissingError
 */
export async function readEntropy(file: string | undefined): Promise<string> {
  const text = file === undefined ? await ask() : await readAll(file);
  if (text.trim() === "") throw new EntropyMissingError("the input was empty");
  return text;
}

async function readAll(file: string): Promise<string> {
  if (file !== "-") {
    const bytes = await readBounded(file, LIMIT_BYTES).catch((cause) => {
      throw new EntropyMissingError(`${file} cannot be read (${cause.message})`, cause);
    });
    return bytes.toString("latin1");
  }
  const parts: Buffer[] = [];
  for await (const part of process.stdin) parts.push(Buffer.from(part));
  return Buffer.concat(parts).toString("latin1");
}

function ask(): Promise<string> {
  const { stdin, stderr } = process;
  if (!stdin.isTTY) throw new EntropyMissingError("standard input is not a terminal");
  // readline echoes input to its output stream: this one discards it.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: stdin, output: nowhere, terminal: true });
  stderr.write(PROMPT);
  return new Promise<string>((resolve, reject) => {
    lines.once("line", (line) => {
      resolve(line);
      lines.close();
    });
    lines.once("close", () => reject(new EntropyMissingError("it was interrupted")));
  }).finally(() => stderr.write("\n"));
}
