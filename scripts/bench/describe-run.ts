/**
 * Machine and commit of a benchmark: two runs are comparable only if these are equal.
 * @module
 */
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { cpus, loadavg, totalmem } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { processorFlags, readMachine } from "../../prover/prove/machine.ts";
import { REPOSITORY_ROOT } from "../circuits/repository-root.ts";

const run = promisify(execFile);
/** The package does not export its package.json. */
const SNARKJS_PACKAGE = join(REPOSITORY_ROOT, "node_modules/snarkjs/package.json");

export interface BenchRun {
  /** Git's hash, with "-dirty" where files were changed since. */
  readonly commit: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly platform: string;
  /** Instructions of the native prover's fastest path. */
  readonly ifma: boolean;
  readonly node: string;
  readonly snarkjs: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** Load average of the last minute; above a few tenths, times are noisy. */
  readonly load: number;
}

export async function describeRun(): Promise<BenchRun> {
  return {
    commit: await commit(),
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cores: readMachine().cores,
    memoryBytes: totalmem(),
    platform: `${process.platform} ${process.arch}`,
    ifma: processorFlags().includes("avx512ifma"),
    node: process.version,
    snarkjs: (JSON.parse(await readFile(SNARKJS_PACKAGE, "utf8")) as { version: string }).version,
    startedAt: new Date().toISOString(),
    load: loadavg()[0]!,
  };
}

async function commit(): Promise<string> {
  try {
    const { stdout } = await run("git", ["describe", "--always", "--abbrev=40", "--dirty", "--exclude=*"], {
      cwd: REPOSITORY_ROOT,
    });
    return stdout.trim();
  } catch {
    return "unknown";
  }
}
