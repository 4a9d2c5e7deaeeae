/**
 * Calls snarkjs and learns why it refused: it returns false or -1 and tells the reason to a logger, some of it to
 * `console.log`, which would otherwise land in the middle of this program's output.
 * @module
 */

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

/** Not for calls at the same time: `console.log` is the process's own. */
export async function runSnarkjs<T>(call: (logger: SnarkjsLogger) => Promise<T>): Promise<SnarkjsOutcome<T>> {
  const complaints: string[] = [];
  const complain = (text: unknown) => void complaints.push(String(text).replace(/\s+/g, " ").trim());
  const ignore = () => {};
  const { log } = console;
  console.log = complain;
  try {
    return { value: await call({ error: complain, warn: ignore, info: ignore, debug: ignore }), complaints };
  } finally {
    console.log = log;
  }
}
