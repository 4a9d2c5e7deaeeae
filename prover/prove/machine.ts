/**
 * Cores and memory that this process may use, within the limits of a container or service. Node reports the cores that
 * the process is bound to, but no CPU quota; limits of a cgroup and all its parents apply.
 * @module
 */
import { readFileSync } from "node:fs";
import { availableParallelism, freemem, totalmem } from "node:os";
import { join, posix } from "node:path";

export interface Machine {
  readonly cores: number;
  /** Memory available without swapping. */
  readonly freeBytes: number;
}

/** Mount point of cgroups version 2 on Linux; tests replace it. */
const CGROUPS = "/sys/fs/cgroup";

export function readMachine(): Machine {
  const { cores, freeBytes } = readCgroupLimits(ownCgroup(), CGROUPS);
  const free = process.platform === "linux" ? freemem() : totalmem() / 2;
  return {
    cores: Math.max(1, Math.floor(Math.min(availableParallelism(), cores))),
    // Other systems count reclaimable memory as used, so half of the total is assumed.
    freeBytes: Math.min(free, freeBytes, constrainedBytes()),
  };
}

/** Instruction sets as Linux names them; none on other systems. */
export function processorFlags(): readonly string[] {
  return /^flags\s*:(.*)$/m.exec(readOrEmpty("/proc/cpuinfo"))?.[1]?.split(" ") ?? [];
}

/** The tightest limits of a cgroup and its parents; Infinity if there are none. */
export function readCgroupLimits(cgroup: string, root: string): Machine {
  let cores = Number.POSITIVE_INFINITY;
  let freeBytes = Number.POSITIVE_INFINITY;
  for (let at = posix.resolve("/", cgroup); ; at = posix.dirname(at)) {
    const read = (name: string) => readOrEmpty(join(root, at, name)).trim();
    const [quota, period] = read("cpu.max").split(" ").map(Number);
    if (quota! > 0 && period! > 0) cores = Math.min(cores, quota! / period!);
    const limit = read("memory.max");
    if (/^[0-9]+$/.test(limit)) {
      // The page cache counts as used until the memory is needed.
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

/** Other limits that Node knows, e.g. cgroups version 1. */
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
