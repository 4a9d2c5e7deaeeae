/** A cgroup with a limit of memory, of whichever version is here, for what happens where it is used up. @module */
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

export interface LimitedMemory {
  /** Begins a command line: what comes after it is a process of the cgroup, and its children are too. */
  readonly command: readonly string[];
  /** How many of its processes the kernel has killed because memory was used up. */
  killedCount(): number;
  /** After its last process. */
  remove(): void;
}

const VERSION_1 = "/sys/fs/cgroup/memory";
const VERSION_2 = "/sys/fs/cgroup";

/** @returns undefined where this user can make none. */
export function limitedMemory(bytes: number): LimitedMemory | undefined {
  const isOld = existsSync(join(VERSION_1, "memory.limit_in_bytes"));
  const folder = join(isOld ? VERSION_1 : VERSION_2, `pufeth-por-${randomBytes(6).toString("hex")}`);
  try {
    mkdirSync(folder);
    writeFileSync(join(folder, isOld ? "memory.limit_in_bytes" : "memory.max"), String(bytes));
    // What is swapped is not used up.
    writeFileSync(
      join(folder, isOld ? "memory.memsw.limit_in_bytes" : "memory.swap.max"),
      String(isOld ? bytes : 0),
    );
  } catch {
    if (existsSync(folder) && dirname(folder) !== "/") rmdirSync(folder);
    return undefined;
  }
  const counts = join(folder, isOld ? "memory.oom_control" : "memory.events");
  return {
    command: ["/bin/sh", "-c", `echo $$ > ${join(folder, "cgroup.procs")} && exec "$@"`, "sh"],
    killedCount: () => Number(/^oom_kill ([0-9]+)$/m.exec(readFileSync(counts, "utf8"))?.[1] ?? 0),
    remove: () => rmdirSync(folder),
  };
}
