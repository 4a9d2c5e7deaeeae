/** A command that runs for long, as a process of its own: what it has printed, and how it is ended. @module */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { afterAll, expect } from "vitest";

export interface Running {
  readonly process: ChildProcess;
  /** Standard output and error, all of it. */
  text(): string;
  /** Waits until it has printed this. */
  printed(pattern: RegExp): Promise<void>;
  /** Waits for its end. */
  exitCode(): Promise<number | null>;
  kill(signal: NodeJS.Signals): Promise<number | null>;
}

/** On a machine that is busy with other things. */
const PATIENCE_MS = 240_000;

/** Killed after the last test of the file, where it still runs. */
export function startCommand(file: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Running {
  const child = spawn(process.execPath, [file, ...args], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (more: string) => {
      text += more;
    });
  const closed = once(child, "close");
  const running: Running = {
    process: child,
    text: () => text,
    printed: (pattern) => expect.poll(() => text, { timeout: PATIENCE_MS, interval: 50 }).toMatch(pattern),
    async exitCode() {
      await closed;
      return child.exitCode;
    },
    async kill(signal) {
      child.kill(signal);
      return running.exitCode();
    },
  };
  started.push(running);
  return running;
}

const started: Running[] = [];
afterAll(async () => {
  for (const running of started.splice(0)) await running.kill("SIGKILL");
});
