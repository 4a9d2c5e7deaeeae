/**
 * `tsx scripts/bench/prove-pages.ts SIZE BACKEND-AS-JSON THREADS PAGES`: proves pages as `prove` does, in its own
 * process, and prints the cost as JSON: witnesses, proofs and their verification, without loading.
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
  /** CPU time of this process and its threads while proving, without an external prover. */
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
// Otherwise handles kept open by libraries would extend the measured time.
process.exit(0);
