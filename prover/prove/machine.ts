/**
 * What this machine has for proving: cores and memory, as little of them as a container or a service may use. Node sees
 * the cores that the process is bound to, but no CPU quota; a cgroup's limits count wherever they stand above it.
 * @module
 */
import { readFileSync } from "node:fs";
import { availableParallelism, freemem, totalmem } from "node:os";
import { join, posix } from "node:path";

export interface Machine {
  readonly cores: number;
  /** Memory that can be had without swapping. */
  readonly freeBytes: number;
}

/** Where Linux shows cgroups of version 2; tests have their own. */
const CGROUPS = "/sys/fs/cgroup";

export function readMachine(): Machine {
  const { cores, freeBytes } = readCgroupLimits(ownCgroup(), CGROUPS);
  const free = process.platform === "linux" ? freemem() : totalmem() / 2;
  return {
    cores: Math.max(1, Math.floor(Math.min(availableParallelism(), cores))),
    // Elsewhere than on Linux what the system gives back on demand counts as used: half of all is a fair guess.
    freeBytes: Math.min(free, freeBytes, constrainedBytes()),
  };
}

/** The tightest limits of a cgroup and of those above it; Infinity where there is none. */
export function readCgroupLimits(cgroup: string, root: string): Machine {
  let cores = Number.POSITIVE_INFINITY;
  let freeBytes = Number.POSITIVE_INFINITY;
  for (let at = posix.resolve("/", cgroup); ; at = posix.dirname(at)) {
    const read = (name: string) => readOrEmpty(join(root, at, name)).trim();
    const [quota, period] = read("cpu.max").split(" ").map(Number);
    if (quota! > 0 && period! > 0) cores = Math.min(cores, quota! / period!);
    const limit = read("memory.max");
    if (/^[0-9]+$/.test(limit)) {
      // Files that were read count as used until something else wants the memory.
      const reclaimable = Number(/^inactive_file ([0-9]+)$/m.exec(read("memory.stat"))?.[1] ?? 0);
      const used = Math.max(0, Number(read("memory.current")) - reclaimable);
      freeBytes = Math.min(freeBytes, Math.max(0, Number(limit) - used));
    }
    if (at === "/") return { cores, freeBytes };
  }
}

/** Of version 2: `0::/path`. In a container it is the root. */
function ownCgroup(): string {
  return /^0::(.*)$/m.exec(readOrEmpty("/proc/self/cgroup"))?.[1] ?? "/";
}

/** Limits of another kind that Node knows of, e.g. cgroups of version 1. */
function constrainedBytes(): number {
  const limit = process.constrainedMemory();
  return limit > 0 && limit < totalmem()
    ? Math.max(0, limit - process.memoryUsage.rss())
    : Number.POSITIVE_INFINITY;
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
