/**
 * Cores and memory that this process may use, within the limits of a container or service. Node reports the cores that
 * the process is bound to, but no CPU quota; limits of its cgroups (of either version) and of all their parents apply.
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

/** Mount point of cgroups on Linux; tests replace it. */
const CGROUPS = "/sys/fs/cgroup";

export function readMachine(): Machine {
  const { cores, freeBytes } = readCgroupLimits(readOrEmpty("/proc/self/cgroup"), CGROUPS);
  const free = process.platform === "linux" ? freemem() : totalmem() / 2;
  return {
    cores: Math.max(1, Math.floor(Math.min(availableParallelism(), cores))),
    // Other systems count reclaimable memory as used, so half of the total is assumed.
    freeBytes: Math.min(free, freeBytes),
  };
}

/** Instruction sets as Linux names them; none on other systems. */
export function processorFlags(): readonly string[] {
  return /^flags\s*:(.*)$/m.exec(readOrEmpty("/proc/cpuinfo"))?.[1]?.split(" ") ?? [];
}

/** What one version of cgroups calls its files, and a limit that is none. */
interface CgroupFiles {
  readonly memoryLimit: string;
  readonly memoryUsed: string;
  /** In `memory.stat`: files that were read, once or more often. They count as used until the memory is needed. */
  readonly reclaimable: RegExp;
  /** Microseconds of processor time in a period, and the period. */
  quota(read: (name: string) => string): readonly (number | undefined)[];
}

const VERSION_2: CgroupFiles = {
  memoryLimit: "memory.max",
  memoryUsed: "memory.current",
  reclaimable: /^(?:in)?active_file ([0-9]+)$/gm,
  quota: (read) => read("cpu.max").split(" ").map(Number),
};
const VERSION_1: CgroupFiles = {
  memoryLimit: "memory.limit_in_bytes",
  memoryUsed: "memory.usage_in_bytes",
  reclaimable: /^total_(?:in)?active_file ([0-9]+)$/gm,
  quota: (read) => [Number(read("cpu.cfs_quota_us")), Number(read("cpu.cfs_period_us"))],
};
/** Version 1 says a number of pages that no machine has where there is no limit. */
const NO_LIMIT_BYTES = 2 ** 62;
const LINE = /^[0-9]+:([^:]*):(.*)$/gm;

/**
 * The tightest limits of the cgroups of a process and their parents; Infinity if there are none.
 * @param membership  `/proc/self/cgroup`: `0::/path` of version 2, `4:memory:/path` for each controller of version 1. In a container
 *                    the path may be the host's: then only `/` is found, and is the container's.
 * @param root        where they are mounted.
 */
export function readCgroupLimits(membership: string, root: string): Machine {
  const limits = [...membership.matchAll(LINE)].flatMap(([, controllers = "", path = "/"]) =>
    controllers === ""
      ? // Beside controllers of version 1 it has a folder of its own.
        [root, join(root, "unified")].map((mount) => limitsOf(VERSION_2, mount, path))
      : controllers
          .split(",")
          .filter((name) => name === "memory" || name === "cpu")
          .map((name) => limitsOf(VERSION_1, join(root, name), path)),
  );
  return {
    cores: Math.min(...limits.map(({ cores }) => cores)),
    freeBytes: Math.min(...limits.map(({ freeBytes }) => freeBytes)),
  };
}

function limitsOf(files: CgroupFiles, mount: string, cgroup: string): Machine {
  let cores = Number.POSITIVE_INFINITY;
  let freeBytes = Number.POSITIVE_INFINITY;
  for (let at = posix.resolve("/", cgroup); ; at = posix.dirname(at)) {
    const read = (name: string) => readOrEmpty(join(mount, at, name)).trim();
    const [quota, period] = files.quota(read);
    if (quota! > 0 && period! > 0) cores = Math.min(cores, quota! / period!);
    const limit = read(files.memoryLimit);
    if (/^[0-9]+$/.test(limit) && Number(limit) < NO_LIMIT_BYTES) {
      const reclaimable = [...read("memory.stat").matchAll(files.reclaimable)]
        .map(([, bytes]) => Number(bytes))
        .reduce((sum, bytes) => sum + bytes, 0);
      const used = Math.max(0, Number(read(files.memoryUsed)) - reclaimable);
      freeBytes = Math.min(freeBytes, Math.max(0, Number(limit) - used));
    }
    if (at === "/") return { cores, freeBytes };
  }
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
