/**
 * Runs a command to its end and measures it with all its child processes: time by the shell's `time`, peak memory by
 * reading /proc ten times a second (null on other systems than Linux).
 * @module
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";

export interface ProcessCost {
  readonly wallSeconds: number;
  /** User and system, of all its processes and threads. */
  readonly cpuSeconds: number;
  readonly peakBytes: number | null;
  readonly stdout: string;
}

const LOOK_EVERY_MS = 100;

/** @throws Error with what the command wrote, where it fails. */
export async function watchProcess(command: readonly string[], cwd: string): Promise<ProcessCost> {
  // The line of `time` comes last on stderr.
  const shell = ["-c", 'TIMEFORMAT="%R %U %S"; time "$@"', "bash", ...command];
  const child = spawn("bash", shell, { cwd, stdio: ["ignore", "pipe", "pipe"] });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  let peakBytes: number | null = null;
  const timer = setInterval(() => {
    const now = treeBytes(child.pid!);
    if (now !== null) peakBytes = Math.max(peakBytes ?? 0, now);
  }, LOOK_EVERY_MS);
  const [code] = (await once(child, "close").finally(() => clearInterval(timer))) as [number | null];
  if (code !== 0)
    throw new Error(`${command.join(" ")} failed:\n${stdout.slice(-2000)}\n${stderr.slice(-2000)}`);
  const [wall, user, system] = stderr.trim().split("\n").at(-1)!.split(" ").map(Number);
  return { wallSeconds: wall!, cpuSeconds: user! + system!, peakBytes, stdout };
}

/** Resident memory of a process and of those below it. */
function treeBytes(root: number): number | null {
  try {
    const children = new Map<number, number[]>();
    for (const name of readdirSync("/proc")) {
      if (!/^[0-9]+$/.test(name)) continue;
      const parent = parentOf(name);
      if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
    }
    const bytesFrom = (pid: number): number =>
      residentBytes(pid) + (children.get(pid) ?? []).reduce((sum, child) => sum + bytesFrom(child), 0);
    return bytesFrom(root);
  } catch {
    return null;
  }
}

function parentOf(pid: string): number | undefined {
  try {
    // The name in parentheses may contain any text.
    return Number(readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)!.split(" ")[1]);
  } catch {
    return undefined;
  }
}

function residentBytes(pid: number): number {
  try {
    const kibibytes = /^VmRSS:\s+([0-9]+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return 1024 * Number(kibibytes ?? 0);
  } catch {
    return 0;
  }
}
