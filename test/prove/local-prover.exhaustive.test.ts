/**
 * Real pages of the `test` circuit, in threads of this process and by external programs; development keys are made where
 * there are none.
 * @module
 */
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Worker } from "node:worker_threads";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stopCurveWorkers } from "../../prover/groth16/stop-curve-workers.ts";
import { loadKeys, type PageKeys } from "../../prover/keys/load-keys.ts";
import { PAGE_SIZES } from "../../prover/plan/page-sizes.ts";
import { type PagePlan, type PlannedPage, planPages } from "../../prover/plan/plan-pages.ts";
import type { BackendChoice } from "../../prover/prove/backends/backend.ts";
import { PageProvingError, PageRefusedError, RapidsnarkError } from "../../prover/prove/errors.ts";
import { createLocalProver, createProvingPool } from "../../prover/prove/local-prover.ts";
import { provePages } from "../../prover/prove/prove-pages.ts";
import type { VerifiedState } from "../../prover/state/verified-state.ts";
import { pageWitness } from "../../prover/witness/page-witness.ts";
import { setUpSize } from "../../scripts/circuits/set-up-size.ts";
import { syntheticState } from "../../scripts/synthetic-state/synthetic-state.ts";
import { temporaryFolder } from "../bundle/bundle-folder.ts";
import { until } from "../support/until.ts";
import { rapidsnarkThat } from "./backends/rapidsnark-stand-in.ts";
import { watchWorkers } from "./worker-watch.ts";

const PRINCIPAL_GWEI = 32_000_000_000n;
// Two clusters far apart: two pages.
const INDICES = [3, 9, 8, 55, 70, 52];
const SNARKJS: BackendChoice = { name: "snarkjs" };
const never = () => new AbortController().signal;

describe("proving on this machine", () => {
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
  const input = () => witnessOf(plan.pages[0]!);
  /** A plan of one page alone, which is then its first. */
  const onePage = (number: number): PagePlan => ({ ...plan, pages: [{ ...plan.pages[number]!, number: 0 }] });

  it("proves a page whose worker dies in the middle by the worker that replaces it; none stays", async () => {
    let killed = 0;
    const retries: string[] = [];
    const { outcome, alive } = await watchWorkers(
      async () => {
        const prover = createLocalProver({ keys, threads: 1 });
        try {
          return await provePages(onePage(1), keys, {
            prover,
            witnessOf,
            onRetry: (_, attempt, { message }) => {
              retries.push(`${attempt}: ${message}`);
            },
          });
        } finally {
          await prover.close();
          // Verifying starts the threads of snarkjs's curve.
          await stopCurveWorkers();
        }
      },
      (worker) => {
        if (killed++ === 0) void underWay(worker).then(() => worker.terminate());
      },
    );
    if (outcome.status === "rejected") throw outcome.reason;
    expect(outcome.value).toHaveLength(1);
    expect(retries).toEqual([expect.stringMatching(/^1: worker exited/)]);
    expect(alive).toBe(0);
  });

  it("gives a page up whose workers die each time, even while they start, after the tries that it has", async () => {
    const prover = createLocalProver({ keys, threads: 2, attempts: 3 });
    const { outcome, started, alive } = await watchWorkers(
      () => provePages(onePage(0), keys, { prover, witnessOf }).finally(() => prover.close()),
      (worker) => void worker.once("online", () => worker.terminate()),
    );
    expect(outcome).toMatchObject({
      reason: { code: "PAGE_PROVING_FAILED", exitCode: 2, page: 0, attempts: 3 },
    });
    expect((outcome as PromiseRejectedResult).reason).toBeInstanceOf(PageProvingError);
    expect(started).toBeGreaterThanOrEqual(3);
    expect(alive).toBe(0);
  });

  it("ends a page soon after the signal, with its thread, and those that wait for a thread", async () => {
    const pool = createProvingPool({ threads: 1, backend: SNARKJS });
    const stop = new AbortController();
    const { outcome, alive } = await watchWorkers(
      async () => {
        const proving = [1, 2].map(() => pool.prove(keys.files, input(), stop.signal));
        const ends = await Promise.allSettled(proving);
        await pool.close();
        return ends;
      },
      (worker) => void underWay(worker).then(() => stop.abort("SIGINT")),
    );
    expect(outcome).toMatchObject({
      value: [
        { status: "rejected", reason: "SIGINT" },
        { status: "rejected", reason: "SIGINT" },
      ],
    });
    expect(alive).toBe(0);
  });

  it("says what the circuit refuses, and what cannot be read", async () => {
    const pool = createProvingPool({ threads: 1, backend: SNARKJS });
    try {
      const wrong = { ...input(), rawOut: input().rawOut + 1n };
      const refused = pool.prove(keys.files, wrong, never());
      await expect(refused).rejects.toBeInstanceOf(PageRefusedError);
      await expect(refused).rejects.toThrow(/circuit rejects the input \(.*Assert/s);

      const wasm = join(temporaryFolder(), "missing.wasm");
      await expect(pool.prove({ ...keys.files, wasm }, input(), never())).rejects.toThrow(/missing\.wasm/);
      const provingKey = join(temporaryFolder(), "missing.zkey");
      await expect(pool.prove({ ...keys.files, provingKey }, input(), never())).rejects.toThrow(
        /missing\.zkey/,
      );
    } finally {
      await pool.close();
    }
  });

  describe("by rapidsnark", () => {
    const witnesses = () => readdirSync(tmpdir()).filter((name) => name.startsWith(".pufeth-por-witness."));
    const backendThat = (does: Parameters<typeof rapidsnarkThat>[0]): BackendChoice => ({
      name: "rapidsnark",
      path: rapidsnarkThat(does),
    });

    it("proves pages that verify like any other; the witness goes away with the proof", async () => {
      const before = witnesses();
      const prover = createLocalProver({ keys, threads: 2, backend: backendThat("proves") });
      const proofs = await provePages(plan, keys, { prover, witnessOf }).finally(() => prover.close());
      expect(proofs.map(({ page }) => page)).toEqual(plan.pages);
      expect(witnesses()).toEqual(before);
    });

    it.each([
      ["ends with exit code 1", /it ended with exit code 1: Error loading file: key\.$/],
      ["writes garbage", /its output is not a readable proof/],
      ["writes nothing", /its output is not a readable proof/],
      ["kills itself", /it was killed by SIGKILL/],
    ] as const)("names a program that %s", async (does, reason) => {
      const before = witnesses();
      const pool = createProvingPool({ threads: 1, backend: backendThat(does) });
      const proving = pool.prove(keys.files, input(), never()).finally(() => pool.close());
      await expect(proving).rejects.toBeInstanceOf(RapidsnarkError);
      await expect(proving).rejects.toThrow(reason);
      expect(witnesses()).toEqual(before);
    });

    it.each(["abort", "close"] as const)(
      "kills a program that hangs, with all that it started, on %s",
      async (by) => {
        const backend = backendThat("hangs");
        const pool = createProvingPool({ threads: 1, backend });
        const stop = new AbortController();
        const proving = pool.prove(keys.files, input(), stop.signal);
        proving.catch(() => {});
        const report = `${(backend as { path: string }).path}.json`;
        await until(() => existsSync(report) && readFileSync(report, "utf8") !== "");
        const { pids, witness } = JSON.parse(readFileSync(report, "utf8"));
        expect(existsSync(witness)).toBe(true);
        if (by === "abort") stop.abort("SIGTERM");
        else await pool.close();
        await expect(proving).rejects.toSatisfy((reason) => by === "close" || reason === "SIGTERM");
        await pool.close();
        expect(existsSync(witness)).toBe(false);
        // A zombie still has an id until it is reaped.
        const lives = (pid: number) => /^State:\s+[^ZX]/m.test(statusOf(pid));
        await until(() => !pids.some(lives));
      },
    );
  });
});

/** A thread has its task once it says that it is ready; a proof takes many times this much work. */
async function underWay(worker: Worker): Promise<void> {
  await once(worker, "message");
  const { active: before } = worker.performance.eventLoopUtilization();
  await until(() => worker.performance.eventLoopUtilization().active - before > 300);
}

function statusOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, "utf8");
  } catch {
    return "";
  }
}
