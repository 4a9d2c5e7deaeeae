/**
 * Proves all pages of a plan in a pool of worker threads. Every proof is verified against the verification key, and
 * its public signals against the plan, before it counts.
 * @module
 */
import { Piscina } from "piscina";
import { type Groth16Proof, groth16 } from "snarkjs";
import type { PagePlan, PlannedPage } from "../plan/plan-pages.ts";
import { toPublicSignals } from "../plan/public-inputs.ts";
import type { CircuitInput } from "../witness/circuit-input.ts";
import { PageProofInvalidError, PageProvingError } from "./errors.ts";
import type { PageKeys } from "./load-keys.ts";
import type { RawPageProof } from "./page-prover.ts";
import type { PageTask } from "./page-worker.ts";

export interface PageProof {
  readonly page: PlannedPage;
  readonly proof: Groth16Proof;
  /** In circuit order, decimal. */
  readonly publicSignals: string[];
}

export interface ProvePagesOptions {
  readonly threads: number;
  /** Circuit inputs of one page; called when a worker is free for it, so that few are in memory at once. */
  readonly witnessOf: (page: PlannedPage) => CircuitInput;
  readonly onProved?: (done: number, total: number) => void;
}

/**
 * @returns proofs in page order.
 * @throws PageProvingError where a worker fails: the others are stopped.
 * @throws PageProofInvalidError where a proof does not verify.
 */
export async function provePages(
  plan: PagePlan,
  keys: PageKeys,
  { threads, witnessOf, onProved }: ProvePagesOptions,
): Promise<PageProof[]> {
  const workers = Math.max(1, Math.min(threads, plan.pages.length));
  const pool = new Piscina<PageTask, RawPageProof>({
    filename: new URL("./page-worker.mjs", import.meta.url).href,
    // snarkjs brings the package web-worker, which takes every thread for one of its own and loads `mod`: nothing.
    workerData: { mod: "data:," },
    minThreads: workers,
    maxThreads: workers,
  });
  // Without a listener an error of a worker between two tasks would end the process; the tasks themselves reject.
  pool.on("error", () => {});
  const results: RawPageProof[] = [];
  const waiting = [...plan.pages];
  const proveNext = async (): Promise<void> => {
    for (let page = waiting.shift(); page !== undefined; page = waiting.shift()) {
      results[page.number] = await proveOne(pool, page, plan.pages.length, keys, witnessOf(page));
      onProved?.(Object.keys(results).length, plan.pages.length);
    }
  };
  try {
    await Promise.all(Array.from({ length: workers }, proveNext));
  } finally {
    waiting.length = 0;
    await pool.destroy();
  }
  const proofs: PageProof[] = [];
  // One after another: two first verifications at once would make snarkjs start its curve's threads twice.
  for (const page of plan.pages) proofs.push(await checkProof(page, results[page.number]!, keys));
  return proofs;
}

async function proveOne(
  pool: Piscina<PageTask, RawPageProof>,
  page: PlannedPage,
  pageCount: number,
  keys: PageKeys,
  input: CircuitInput,
): Promise<RawPageProof> {
  try {
    return await pool.run({ wasmPath: keys.files.wasm, provingKeyPath: keys.files.provingKey, input });
  } catch (cause) {
    throw new PageProvingError(page.number, pageCount, cause);
  }
}

async function checkProof(page: PlannedPage, result: RawPageProof, keys: PageKeys): Promise<PageProof> {
  const publicSignals = [...result.publicSignals];
  const planned = toPublicSignals(page.publicInputs);
  if (publicSignals.join() !== planned.join()) {
    throw new PageProofInvalidError(page.number, "its public signals are not the planned ones");
  }
  if (!(await groth16.verify(keys.verificationKey, publicSignals, result.proof))) {
    throw new PageProofInvalidError(page.number, "the verification key does not accept it");
  }
  return { page, proof: result.proof, publicSignals };
}
