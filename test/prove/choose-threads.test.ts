/** How many pages at the same time: laws over all machines, and cgroups as Linux shows them. @module */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BACKENDS, backendNamed } from "../../prover/prove/backends/registry.ts";
import { chooseThreads, memoryWarning } from "../../prover/prove/choose-threads.ts";
import { readCgroupLimits, readMachine } from "../../prover/prove/machine.ts";
import { temporaryFolder } from "../bundle/bundle-folder.ts";

const GB = 1e9;
const machines = fc.record({
  cores: fc.integer({ min: 1, max: 256 }),
  freeBytes: fc.double({ min: 0, max: 2000 * GB, noNaN: true }),
});
const keys = fc.integer({ min: 1_000_000, max: 6 * GB });
const backends = fc.constantFrom(...BACKENDS.map(({ name }) => name));
const memoryBytes = (keyBytes: number, pages: number, backend: string) =>
  backendNamed(backend).memoryBytes(keyBytes, pages);

describe("chooseThreads", () => {
  it("takes as many as cores and memory allow, never more than either, never none, and never warns of its own choice", () => {
    fc.assert(
      fc.property(machines, keys, backends, (machine, keyBytes, backend) => {
        const threads = chooseThreads(machine, keyBytes, backend);
        expect(threads).toBeGreaterThanOrEqual(1);
        const useful = backendNamed(backend).pagesAtOnce(machine.cores);
        expect(threads).toBeLessThanOrEqual(useful);
        if (threads > 1)
          expect(memoryBytes(keyBytes, threads, backend)).toBeLessThanOrEqual(machine.freeBytes);
        if (threads < useful) {
          expect(memoryBytes(keyBytes, threads + 1, backend)).toBeGreaterThan(machine.freeBytes);
        }
        const fits = memoryBytes(keyBytes, 1, backend) <= machine.freeBytes;
        expect(memoryWarning(threads, machine, keyBytes, backend) === undefined).toBe(fits);
      }),
    );
  });

  it("takes no fewer on a larger machine, and no more for a larger key", () => {
    fc.assert(
      fc.property(machines, machines, keys, keys, backends, (a, b, keyA, keyB, backend) => {
        const smaller = { cores: Math.min(a.cores, b.cores), freeBytes: Math.min(a.freeBytes, b.freeBytes) };
        const larger = { cores: Math.max(a.cores, b.cores), freeBytes: Math.max(a.freeBytes, b.freeBytes) };
        const [smallKey, largeKey] = [Math.min(keyA, keyB), Math.max(keyA, keyB)];
        expect(chooseThreads(smaller, largeKey, backend)).toBeLessThanOrEqual(
          chooseThreads(larger, smallKey, backend),
        );
      }),
    );
  });

  it("warns of what was asked for exactly where it does not fit, and says what would", () => {
    fc.assert(
      fc.property(
        machines,
        keys,
        backends,
        fc.integer({ min: 1, max: 64 }),
        (machine, key, backend, asked) => {
          const fits = memoryBytes(key, asked, backend) <= machine.freeBytes;
          expect(memoryWarning(asked, machine, key, backend) === undefined).toBe(fits);
        },
      ),
    );
    const small = { cores: 8, freeBytes: 6 * GB };
    expect(memoryWarning(8, small, 650e6, "snarkjs")).toMatch(
      /^8 pages at a time take about 2\d\.\d GB, and 6\.0 GB are free: --threads 2 is safer\.$/,
    );
    expect(memoryWarning(1, { cores: 8, freeBytes: GB }, 650e6, "snarkjs")).toMatch(/smaller --size/);
  });
});

/** Files below a folder that stands for /sys/fs/cgroup. */
function cgroups(files: Record<string, string>): string {
  const root = temporaryFolder();
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(root, path, ".."), { recursive: true });
    writeFileSync(join(root, path), `${content}\n`);
  }
  return root;
}

describe("readCgroupLimits", () => {
  it("knows no limit where there is none", () => {
    const none = { cores: Number.POSITIVE_INFINITY, freeBytes: Number.POSITIVE_INFINITY };
    expect(readCgroupLimits("0::/", cgroups({}))).toEqual(none);
    const unlimited = cgroups({ "a/cpu.max": "max 100000", "a/memory.max": "max", "a/memory.current": "5" });
    expect(readCgroupLimits("0::/a", unlimited)).toEqual(none);
  });

  it("takes the tightest limit of all cgroups above, and counts files that were read as free", () => {
    const root = cgroups({
      "cpu.max": "800000 100000",
      "slice/cpu.max": "150000 100000",
      "slice/service/cpu.max": "max 100000",
      "slice/memory.max": "3000000000",
      "slice/memory.current": "1000000000",
      "slice/service/memory.max": "8000000000",
      "slice/service/memory.current": "900000000",
      "slice/service/memory.stat": "anon 1\ninactive_file 900000000\nactive_file 7",
      "cached/memory.max": "3000000000",
      "cached/memory.current": "2900000000",
      "cached/memory.stat": "anon 1\ninactive_file 900000000\nactive_file 1000000000\nshmem 500000000",
    });
    expect(readCgroupLimits("0::/slice/service\n", root)).toEqual({ cores: 1.5, freeBytes: 2 * GB });
    expect(readCgroupLimits("0::/cached\n", root)).toEqual({ cores: 8, freeBytes: 2 * GB });
    expect(readCgroupLimits("0::/", root)).toEqual({ cores: 8, freeBytes: Number.POSITIVE_INFINITY });
  });

  it("takes those of version 1 too, each of its own controller, and of both where there are both", () => {
    const root = cgroups({
      "memory/memory.limit_in_bytes": "9223372036854771712",
      "memory/memory.usage_in_bytes": "7000000000",
      "memory/service/memory.limit_in_bytes": "3000000000",
      "memory/service/memory.usage_in_bytes": "1500000000",
      "memory/service/memory.stat":
        "inactive_file 3\nactive_file 4\ntotal_inactive_file 300000000\ntotal_active_file 200000000",
      "cpu/cpu.cfs_quota_us": "-1",
      "cpu/cpu.cfs_period_us": "100000",
      "cpu/service/cpu.cfs_quota_us": "250000",
      "cpu/service/cpu.cfs_period_us": "100000",
      "unified/other/memory.max": "1000000000",
      "unified/other/memory.current": "0",
    });
    const of1 = "4:memory:/service\n2:cpuset:/\n1:cpu,cpuacct:/service\n";
    expect(readCgroupLimits(`${of1}0::/\n`, root)).toEqual({ cores: 2.5, freeBytes: 2 * GB });
    expect(readCgroupLimits(`${of1}0::/other\n`, root)).toEqual({ cores: 2.5, freeBytes: GB });
    expect(readCgroupLimits("4:memory:/\n1:cpu:/\n", root)).toEqual({
      cores: Number.POSITIVE_INFINITY,
      freeBytes: Number.POSITIVE_INFINITY,
    });
    // In a container the path is the host's, and what is mounted begins with the container's own.
    const own = cgroups({ "memory/memory.limit_in_bytes": "1000", "memory/memory.usage_in_bytes": "0" });
    expect(readCgroupLimits("4:memory:/docker/abc", own).freeBytes).toBe(1000);
  });

  it("has nothing left where the limit is reached", () => {
    const root = cgroups({ "memory.max": "1000", "memory.current": "1500" });
    expect(readCgroupLimits("0::/", root).freeBytes).toBe(0);
  });
});

describe("readMachine", () => {
  it("finds cores and memory here", () => {
    const { cores, freeBytes } = readMachine();
    expect(Number.isInteger(cores)).toBe(true);
    expect(cores).toBeGreaterThanOrEqual(1);
    expect(freeBytes).toBeGreaterThan(50e6);
    expect(Number.isFinite(freeBytes)).toBe(true);
  });
});
