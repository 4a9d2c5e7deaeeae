/**
 * What a contributor adds to the operating system's randomness: typed without echo, or from a file. Never an argument,
 * since arguments show in process lists and histories.
 * @module
 */
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { EntropyMissingError } from "./errors.ts";

const PROMPT = "Type at random, the longer the better, then Enter (it is not shown): ";

/**
 * @param file  `-` for standard input; undefined to ask the person at the terminal.
 * @throws EntropyMissingError
 */
export async function readEntropy(file: string | undefined): Promise<string> {
  const text = file === undefined ? await ask() : await readAll(file);
  if (text.trim() === "") throw new EntropyMissingError("nothing was given");
  return text;
}

async function readAll(file: string): Promise<string> {
  if (file !== "-") {
    return readFile(file, "latin1").catch((cause) => {
      throw new EntropyMissingError(`${file} cannot be read`, cause);
    });
  }
  const parts: Buffer[] = [];
  for await (const part of process.stdin) parts.push(Buffer.from(part));
  return Buffer.concat(parts).toString("latin1");
}

function ask(): Promise<string> {
  const { stdin, stderr } = process;
  if (!stdin.isTTY) throw new EntropyMissingError("standard input is no terminal");
  // readline shows what is typed by writing it: into this it writes nothing.
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
