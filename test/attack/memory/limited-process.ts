/** The command in a process of its own, in a memory cgroup or not, and children of it that are caught as they start. @module */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { setTimeout as after } from "node:timers/promises";
import { BIN } from "../../cli/run-bin.ts";
import type { MemoryCgroup } from "./memory-cgroup.ts";

const LOOK_EVERY_MS = 1;

export interface Ended {
  readonly exitCode: number | null;
  /** By the kernel, where nobody here has done it. */
  readonly isKilled: boolean;
  /** All that it has printed. */
  readonly text: string;
}

export interface LimitedProcess {
  readonly child: ChildProcess;
  text(): string;
  readonly ended: Promise<Ended>;
  /** Waits for what it prints, or for its end. */
  printed(pattern: RegExp): Promise<void>;
}

export interface Limits {
  /** Of it and of all that it starts. */
  readonly cgroup?: MemoryCgroup | undefined;
  readonly environment?: NodeJS.ProcessEnv;
}

export function startLimited(
  args: readonly string[],
  { cgroup, environment = {} }: Limits = {},
): LimitedProcess {
  const command = [process.execPath, BIN, ...args];
  const [file, words] = cgroup?.command(command) ?? ([process.execPath, command.slice(1)] as const);
  const child = spawn(file, words, {
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (more: string) => {
      text += more;
    });
  }
  let isOver = false;
  const ended = once(child, "close").then(() => {
    isOver = true;
    return { exitCode: child.exitCode, isKilled: child.signalCode === "SIGKILL", text };
  });
  return {
    child,
    text: () => text,
    ended,
    async printed(pattern) {
      while (!isOver && !pattern.test(text)) await after(LOOK_EVERY_MS);
    },
  };
}

/**
 * Puts children of a process into a cgroup as they start, before they have taken much.
 * @param which  matches their command line.
 * @param limit  how many of them.
 */
export async function catchChildren(
  { pid: parent, ended }: { readonly pid: number; readonly ended: Promise<unknown> },
  which: RegExp,
  cgroup: MemoryCgroup,
  limit = Number.POSITIVE_INFINITY,
): Promise<number> {
  const caught = new Set<number>();
  let isOver = false;
  void ended.then(() => {
    isOver = true;
  });
  while (!isOver && caught.size < limit) {
    for (const pid of childrenOf(parent)) {
      if (caught.has(pid) || !which.test(readOrEmpty(`/proc/${pid}/cmdline`))) continue;
      if (cgroup.add(pid)) caught.add(pid);
    }
    await after(LOOK_EVERY_MS);
  }
  return caught.size;
}

function childrenOf(pid: number): number[] {
  return readOrEmpty(`/proc/${pid}/task/${pid}/children`).split(" ").filter(Boolean).map(Number);
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
