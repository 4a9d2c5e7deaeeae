/**
 * Runs an external prover to its end; kills it on abort and when this process ends, also by SIGKILL.
 * @module
 */
import { spawn } from "node:child_process";
import { endOfProcess } from "../../end-of-process.ts";
import { RapidsnarkError } from "../errors.ts";

/** Characters of the end of the output, for the error message. */
const KEPT_OUTPUT = 2_000;

/** Far more than the largest page takes on one slow core. */
const LIMIT_MS = 30 * 60_000;

/**
 * Its input ends with this process, however that ends, and with it the whole process group: one that hangs would stay for ever, and
 * one that works would take memory and cores from the next run.
 */
const WATCHED = `exec 3<&0
"$@" </dev/null 3<&- &
program=$!
(cat <&3; kill -KILL 0) >/dev/null 2>&1 &
wait $program`;

/** @throws RapidsnarkError if it cannot be started, fails, or does not end in time; `signal.reason` if it was aborted. */
export function runProgram(
  path: string,
  args: readonly string[],
  signal: AbortSignal,
  limitMs = LIMIT_MS,
): Promise<void> {
  return new Promise((done, fail) => {
    if (signal.aborted) {
      fail(signal.reason);
      return;
    }
    // In its own process group: a wrapper script is killed together with its children.
    const child = spawn("/bin/sh", ["-c", WATCHED, "sh", path, ...args], {
      stdio: ["pipe", "pipe", "pipe"],
      detached: true,
    });
    let output = "";
    const keep = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-KEPT_OUTPUT);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    const kill = () => killGroup(child.pid);
    let isLate = false;
    const limit = setTimeout(() => {
      isLate = true;
      kill();
    }, limitMs);
    signal.addEventListener("abort", kill);
    process.on("exit", kill);
    const end = (error?: unknown) => {
      clearTimeout(limit);
      signal.removeEventListener("abort", kill);
      process.off("exit", kill);
      if (error === undefined) done();
      else fail(signal.aborted ? signal.reason : error);
    };
    child.once("error", (cause) => end(new RapidsnarkError(path, cause.message, cause)));
    child.once("close", (code, killedBy) => {
      if (code === 0) end();
      else if (isLate) end(new RapidsnarkError(path, `it has not ended within ${limitMs / 1000} s`));
      else end(new RapidsnarkError(path, `${endOfProcess(code, killedBy)}${lastWords(output)}`));
    });
  });
}

/** SIGKILL: the process has no state worth saving. */
function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // The process has already ended.
  }
}

function lastWords(output: string): string {
  const last = output.trim().split("\n").at(-1)?.trim();
  return last ? `: ${last.slice(0, 300)}` : "";
}
