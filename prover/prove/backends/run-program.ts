/**
 * Runs an external prover to its end, or kills it: on abort, and with this process.
 * @module
 */
import { spawn } from "node:child_process";
import { RapidsnarkError } from "../errors.ts";

/** The end of what the program prints, for the message where it fails. */
const KEPT_OUTPUT = 2_000;

/** @throws RapidsnarkError where it cannot be started or fails; `signal.reason` where it was aborted. */
export function runProgram(path: string, args: readonly string[], signal: AbortSignal): Promise<void> {
  return new Promise((done, fail) => {
    if (signal.aborted) {
      fail(signal.reason);
      return;
    }
    // In a process group of its own: a wrapper script is killed with what it started.
    const child = spawn(path, args, { stdio: ["ignore", "pipe", "pipe"], detached: true });
    let output = "";
    const keep = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-KEPT_OUTPUT);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    const kill = () => killGroup(child.pid);
    signal.addEventListener("abort", kill);
    process.on("exit", kill);
    const end = (error?: unknown) => {
      signal.removeEventListener("abort", kill);
      process.off("exit", kill);
      if (error === undefined) done();
      else fail(signal.aborted ? signal.reason : error);
    };
    child.once("error", (cause) => end(new RapidsnarkError(path, cause.message, cause)));
    child.once("close", (code, killedBy) => {
      if (code === 0) end();
      else end(new RapidsnarkError(path, `${endOf(code, killedBy)}${lastWords(output)}`));
    });
  });
}

/** It holds nothing that is worth a farewell. */
function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended already.
  }
}

function endOf(code: number | null, killedBy: NodeJS.Signals | null): string {
  return killedBy === null ? `it ended with exit code ${code}` : `it was killed by ${killedBy}`;
}

function lastWords(output: string): string {
  const last = output.trim().split("\n").at(-1)?.trim();
  return last ? `: ${last.slice(0, 300)}` : "";
}
