/**
 * Processes with a limit of memory that the kernel keeps: a cgroup of their own, of version 1, whose limits can be set without
 * knowing what else the machine has mounted.
 * @module
 */
import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as after } from "node:timers/promises";

const ROOT = "/sys/fs/cgroup/memory";
const LOOK_EVERY_MS = 20;
let made = 0;

/** @returns what to say where nothing can be limited here. */
export function whyNoCgroup(): string | undefined {
  try {
    rmdirSync(new MemoryCgroup(1e9).folder);
    return undefined;
  } catch (error) {
    return `no memory cgroup of version 1 can be made here (${(error as Error).message})`;
  }
}

export class MemoryCgroup {
  readonly folder: string;

  constructor(limitBytes: number) {
    made += 1;
    this.folder = join(ROOT, `pufeth-por-${process.pid}-${made}`);
    mkdirSync(this.folder);
    this.limit(limitBytes);
  }

  /** Command and arguments that run another one in this cgroup, all that it starts included. */
  command(args: readonly string[]): readonly [string, string[]] {
    return ["/bin/sh", ["-c", 'echo $$ > "$0" && exec "$@"', join(this.folder, "cgroup.procs"), ...args]];
  }

  /** Of its memory only what it takes from now on counts. @returns false where it has ended. */
  add(pid: number): boolean {
    try {
      writeFileSync(join(this.folder, "cgroup.procs"), String(pid));
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
      throw error;
    }
  }

  limit(bytes: number): void {
    const whole = String(Math.ceil(bytes));
    // That of memory and swap together is never the lower one: which comes first depends on whether it falls or rises.
    const files = ["memory.memsw.limit_in_bytes", "memory.limit_in_bytes"];
    const before = Number(this.#read("memory.limit_in_bytes"));
    if (bytes < before) files.reverse();
    for (const file of files) this.#write(file, whole);
  }

  /** Without what was read of files, which goes when memory is needed. */
  usedBytes(): number {
    const stat = this.#read("memory.stat");
    return Number(/^total_rss ([0-9]+)$/m.exec(stat)![1]);
  }

  /** Processes that the kernel has killed for lack of memory. */
  kills(): number {
    return Number(/^oom_kill ([0-9]+)$/m.exec(this.#read("memory.oom_control"))?.[1] ?? 0);
  }

  peakBytes(): number {
    return Number(this.#read("memory.max_usage_in_bytes"));
  }

  /** Waits for the end of what still runs in it: what a process that was killed had started ends by itself. */
  async remove(): Promise<void> {
    while (this.#read("cgroup.procs") !== "") await after(LOOK_EVERY_MS);
    rmdirSync(this.folder);
  }

  #read(file: string): string {
    return readFileSync(join(this.folder, file), "utf8");
  }

  #write(file: string, text: string): void {
    try {
      writeFileSync(join(this.folder, file), text);
    } catch (error) {
      // Kernels without an account of swap lack this one.
      if ((error as NodeJS.ErrnoException).code !== "ENOENT" || !file.includes("memsw")) throw error;
    }
  }
}
