/** Real Groth16 proofs of the `test` circuit over a synthetic state; development keys are made where there are none. @module */
import { readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { groth16 } from "snarkjs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stopCurveWorkers } from "../../prover/bundle/stop-curve-workers.ts";
import { PAGE_SIZES } from "../../prover/plan/page-sizes.ts";
import { type PagePlan, type PlannedPage, planPages } from "../../prover/plan/plan-pages.ts";
import { toPublicSignals } from "../../prover/plan/public-inputs.ts";
import { PageProofInvalidError, PageProvingError } from "../../prover/prove/errors.ts";
import { loadKeys, type PageKeys } from "../../prover/prove/load-keys.ts";
import { createLocalProver } from "../../prover/prove/local-prover.ts";
import { type ProvePagesOptions, provePages } from "../../prover/prove/prove-pages.ts";
import type { VerifiedState } from "../../prover/state/verified-state.ts";
import type { CircuitInput } from "../../prover/witness/circuit-input.ts";
import { pageWitness } from "../../prover/witness/page-witness.ts";
import { setUpSize } from "../../scripts/set-up-size.ts";
import { temporaryFolder } from "../bundle/bundle-folder.ts";
import { syntheticState } from "../support/synthetic-state.ts";
import { watchWorkers } from "./worker-watch.ts";

const PRINCIPAL_GWEI = 32_000_000_000n;
// Two clusters far apart: two pages.
const INDICES = [3, 9, 8, 55, 70, 52];

/** With worker threads of this process, which end with it. */
async function proveHere(plan: PagePlan, keys: PageKeys, options: Omit<ProvePagesOptions, "prover">) {
  const prover = createLocalProver({ keys, threads: Math.min(2, plan.pages.length) });
  try {
    return await provePages(plan, keys, { ...options, prover });
  } finally {
    await prover.close();
  }
}

describe("provePages", () => {
  let state: VerifiedState;
  let plan: PagePlan;
  let keys: PageKeys;
  beforeAll(async () => {
    await setUpSize("test", () => {});
    keys = await loadKeys("test");
    const balances = Array.from({ length: 64 }, (_, index) => PRINCIPAL_GWEI + BigInt(index) - 30n);
    state = (await syntheticState(balances)).state;
    const registry = INDICES.map((index) => ({ index, principalGwei: PRINCIPAL_GWEI }));
    plan = await planPages(registry, state, PAGE_SIZES.test, 7n);
    expect(plan.pages).toHaveLength(2);
  });
  afterAll(() => stopCurveWorkers());

  const witnessOf = (page: PlannedPage) => pageWitness(state, page, plan.limits);
  /** A plan of one page alone, which is then its first. */
  const onePage = (page: PlannedPage): PagePlan => ({ ...plan, pages: [{ ...page, number: 0 }] });
  const prove = (
    somePlan: PagePlan,
    someKeys: PageKeys = keys,
    someWitness: (page: PlannedPage) => CircuitInput = witnessOf,
  ) => proveHere(somePlan, someKeys, { witnessOf: someWitness });

  it("proves every page, in page order, with the planned signals; each proof verifies; no worker stays", async () => {
    const progress: string[] = [];
    const { outcome, started, alive } = await watchWorkers(() =>
      proveHere(plan, keys, {
        witnessOf,
        onProved: (done, total) => void progress.push(`${done}/${total}`),
      }),
    );
    if (outcome.status === "rejected") throw outcome.reason;
    expect(outcome.value.map(({ page }) => page)).toEqual(plan.pages);
    expect(progress).toEqual(["1/2", "2/2"]);
    for (const { page, proof, publicSignals } of outcome.value) {
      expect(publicSignals).toEqual(toPublicSignals(page.publicInputs));
      expect(await groth16.verify(keys.verificationKey, publicSignals, proof)).toBe(true);
      const others = publicSignals.map((signal, i) => (i === 11 ? `${BigInt(signal) + 1n}` : signal));
      expect(await groth16.verify(keys.verificationKey, others, proof)).toBe(false);
    }
    // snarkjs keeps the threads of its curve until stopCurveWorkers; the two of the pool must be gone.
    expect(started).toBeGreaterThanOrEqual(2);
    expect(alive).toBe(started - 2);
  });

  it("names the page whose witness violates a constraint and stops the other workers", async () => {
    let asked = 0;
    const { outcome, started, alive } = await watchWorkers(() =>
      prove(plan, keys, (page) => {
        asked++;
        const input = witnessOf(page);
        return page.number === 1 ? { ...input, rawOut: input.rawOut + 1n } : input;
      }),
    );
    expect(outcome).toMatchObject({ reason: { code: "PAGE_PROVING_FAILED", exitCode: 2, page: 1 } });
    expect((outcome as PromiseRejectedResult).reason).toBeInstanceOf(PageProvingError);
    expect(String((outcome as PromiseRejectedResult).reason)).toMatch(/Page 2 of 2 could not be proved/);
    expect({ asked, started, alive }).toEqual({ asked: 2, started: 2, alive: 0 });
  });

  it("reports a worker that dies in the middle of a page, and leaves none behind", async () => {
    const { outcome, started, alive } = await watchWorkers(
      () => prove(onePage(plan.pages[1]!)),
      // Long enough for the task to be under way, shorter than any proof.
      (worker) => void setTimeout(() => worker.terminate(), 1500),
    );
    expect(outcome).toMatchObject({ reason: { code: "PAGE_PROVING_FAILED", exitCode: 2, page: 0 } });
    expect(started).toBeGreaterThan(0);
    expect(alive).toBe(0);
  });

  it.each([
    ["cut in half", (path: string) => truncateSync(path, 40_000_000)],
    ["not a key at all", (path: string) => writeFileSync(path, "no zkey")],
  ])("reports a proving key that is %s after it was loaded", async (_, damage) => {
    const provingKey = join(temporaryFolder(), "damaged.zkey");
    writeFileSync(provingKey, readFileSync(keys.files.provingKey));
    damage(provingKey);
    const { outcome, started, alive } = await watchWorkers(() =>
      prove(onePage(plan.pages[0]!), { ...keys, files: { ...keys.files, provingKey } }),
    );
    expect(outcome).toMatchObject({ reason: { code: "PAGE_PROVING_FAILED", exitCode: 2, page: 0 } });
    expect({ started, alive }).toEqual({ started: 1, alive: 0 });
  });

  it("reports a missing circuit", async () => {
    const wasm = join(temporaryFolder(), "missing.wasm");
    const proving = prove(onePage(plan.pages[0]!), { ...keys, files: { ...keys.files, wasm } });
    await expect(proving).rejects.toBeInstanceOf(PageProvingError);
    await expect(proving).rejects.toThrow(/missing\.wasm/);
  });

  it("refuses a valid proof of other signals than the planned ones", async () => {
    const page = plan.pages[1]!;
    const edited = { ...page.publicInputs, rawOutWei: page.publicInputs.rawOutWei + 1n };
    const proving = prove(onePage({ ...page, publicInputs: edited }), keys, () => witnessOf(page));
    await expect(proving).rejects.toBeInstanceOf(PageProofInvalidError);
    await expect(proving).rejects.toMatchObject({ code: "PAGE_PROOF_INVALID", exitCode: 1, page: 0 });
    await expect(proving).rejects.toThrow(/signals are not the planned ones/);
  });

  it("refuses a proof that the verification key does not accept", async () => {
    const { verificationKey } = keys;
    const other = { ...verificationKey, vk_delta_2: verificationKey.vk_gamma_2 };
    const proving = prove(onePage(plan.pages[1]!), { ...keys, verificationKey: other });
    await expect(proving).rejects.toBeInstanceOf(PageProofInvalidError);
    await expect(proving).rejects.toThrow(/verification key does not accept it/);
  });
});
