/**
 * Calls snarkjs 0.7.6 and cleans up after it.
 *
 *   reasons   it returns false or -1 and logs the reason, partly with `console.log`, which would mix with this program's output
 *   files     `verifyFromInit` leaves files open, and whatever fails leaves all of them; Node warns about those that it
 *             closes itself, and will throw
 *   writes    what cannot be written it logs, and waits for it for ever; a disk that takes a part of some bytes it believes to have
 *             taken them all
 *   the end   after a failure it goes on with files that are closed by then, and nobody waits for what becomes of that
 * @module
 */
import fs from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { writeAll } from "../write-all.ts";

export interface SnarkjsLogger {
  error(text: string): void;
  warn(text: string): void;
  info(text: string): void;
  debug(text: string): void;
}

export interface SnarkjsOutcome<T> {
  readonly value: T;
  /** Its error messages, in order. */
  readonly complaints: readonly string[];
}

/** One call at a time: `console.log` and the file functions are replaced for the whole process. */
export async function runSnarkjs<T>(call: (logger: SnarkjsLogger) => Promise<T>): Promise<SnarkjsOutcome<T>> {
  const complaints: string[] = [];
  const complain = (text: unknown) => void complaints.push(String(text).replace(/\s+/g, " ").trim());
  const ignore = () => {};
  const handles: FileHandle[] = [];
  let fail: (error: unknown) => void = () => {};
  const failedWrite = new Promise<never>((_, reject) => {
    fail = reject;
  });
  const never = new Promise<never>(() => {});
  let isOver = false;
  // Nobody waits for it where nothing is written.
  failedWrite.catch(() => {});
  const { log } = console;
  const { open } = fs.promises;
  console.log = complain;
  fs.promises.open = async (...args) => {
    const handle = await open(...args);
    handles.push(handle);
    const write = handle.write.bind(handle) as FileHandle["write"];
    const read = handle.read.bind(handle) as (...args: unknown[]) => Promise<unknown>;
    return Object.assign(handle, {
      write(bytes: Uint8Array, offset: number, length: number, position: number) {
        const part = bytes.subarray(offset, offset + length);
        // What fails is told here, and not to whoever would only log it.
        return writeAll({ write }, part, position).catch((error) => {
          fail(error);
          return never;
        });
      },
      read: (...args: unknown[]) =>
        read(...args).catch((error) => {
          if (!isOver) throw error;
          return never;
        }),
    });
  };
  try {
    const calling = call({ error: complain, warn: ignore, info: ignore, debug: ignore });
    calling.catch(() => {});
    return { value: await Promise.race([calling, failedWrite]), complaints };
  } finally {
    isOver = true;
    console.log = log;
    fs.promises.open = open;
    // A closed file has no descriptor.
    await Promise.all(handles.filter(({ fd }) => fd !== -1).map((handle) => handle.close()));
  }
}
