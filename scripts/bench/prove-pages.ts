/**
 * `tsx scripts/bench/prove-pages.ts SIZE BACKEND-AS-JSON THREADS PAGES`: proves pages as `prove` does, in a process of its
 * own, and prints as JSON what the proving took: witnesses, proofs and their verification, without loading anything.
 * @module
 */

import { loadKeys } from "../../prover/keys/load-keys.ts";
import type { PageSize } from "../../prover/plan/page-sizes.ts";
import type { BackendChoice } from "../../prover/prove/backends/backend.ts";
import { createLocalProver } from "../../prover/prove/local-prover.ts";
import { provePages } from "../../prover/prove/prove-pages.ts";
import { benchPages } from "./bench-pages.ts";

export interface ProvedPages {
  readonly wallSeconds: number;
  /** Of this process and its threads, while they proved; what an external prover takes is not in it. */
  readonly cpuSeconds: number;
  /** From the start of the process on. */
  readonly processCpuSeconds: number;
}

const [size, backend, threads, pages] = process.argv.slice(2);
const keys = await loadKeys(size as PageSize);
const { plan, witnessOf } = await benchPages(size as PageSize, Number(pages));
const choice = JSON.parse(backend!) as BackendChoice;
const prover = createLocalProver({ keys, threads: Number(threads), backend: choice });
const cpuBefore = process.cpuUsage();
const start = performance.now();
await provePages(plan, keys, { prover, witnessOf });
const seconds = ({ user, system }: NodeJS.CpuUsage): number => (user + system) / 1e6;
const proved: ProvedPages = {
  wallSeconds: (performance.now() - start) / 1000,
  cpuSeconds: seconds(process.cpuUsage(cpuBefore)),
  processCpuSeconds: seconds(process.cpuUsage()),
};
console.log(JSON.stringify(proved));
// Whatever a library keeps open would be waited for, and counted.
process.exit(0);
