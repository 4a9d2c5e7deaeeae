/**
 * Calls snarkjs 0.7.6 and cleans up after it.
 *
 *   reasons   it returns false or -1 and tells the reason to a logger, some of it to `console.log`, which would land in
 *             the middle of this program's output
 *   files     `verifyFromInit` leaves files open, and whatever fails leaves all of them; Node warns about those that it
 *             closes itself, and will throw
 * @module
 */
import fs from "node:fs";
import type { FileHandle } from "node:fs/promises";

export interface SnarkjsLogger {
  error(text: string): void;
  warn(text: string): void;
  info(text: string): void;
  debug(text: string): void;
}

export interface SnarkjsOutcome<T> {
  readonly value: T;
  /** What it complained of, in order. */
  readonly complaints: readonly string[];
}

/** One call at a time: `console.log` and the opening of files are the process's own. */
export async function runSnarkjs<T>(call: (logger: SnarkjsLogger) => Promise<T>): Promise<SnarkjsOutcome<T>> {
  const complaints: string[] = [];
  const complain = (text: unknown) => void complaints.push(String(text).replace(/\s+/g, " ").trim());
  const ignore = () => {};
  const handles: FileHandle[] = [];
  const { log } = console;
  const { open } = fs.promises;
  console.log = complain;
  fs.promises.open = async (...args) => {
    const handle = await open(...args);
    handles.push(handle);
    return handle;
  };
  try {
    return { value: await call({ error: complain, warn: ignore, info: ignore, debug: ignore }), complaints };
  } finally {
    console.log = log;
    fs.promises.open = open;
    // A closed one has no descriptor any more.
    await Promise.all(handles.filter(({ fd }) => fd !== -1).map((handle) => handle.close()));
  }
}
