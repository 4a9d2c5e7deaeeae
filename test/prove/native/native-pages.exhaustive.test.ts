/**
 * The native prover as a backend, with its real process: killed in every phase of a proof, aborted, given what it refuses.
 */
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { stopCurveWorkers } from "../../../prover/groth16/stop-curve-workers.ts";
import { loadKeys, type PageKeys } from "../../../prover/keys/load-keys.ts";
import { PAGE_SIZES } from "../../../prover/plan/page-sizes.ts";
import { type PagePlan, type PlannedPage, planPages } from "../../../prover/plan/plan-pages.ts";
import { NATIVE_PROVER, nativeBackend } from "../../../prover/prove/backends/native.ts";
import { checkPageProof } from "../../../prover/prove/check-page-proof.ts";
import { PageRefusedError } from "../../../prover/prove/errors.ts";
import { createProvingPool } from "../../../prover/prove/local-prover.ts";
import {
  createNativePages,
  type NativePage,
  type NativePages,
} from "../../../prover/prove/native/native-pages.ts";
import type { PageProver } from "../../../prover/prove/page-prover.ts";
import { provePages } from "../../../prover/prove/prove-pages.ts";
import type { VerifiedState } from "../../../prover/state/verified-state.ts";
import { encodeCircuitInput } from "../../../prover/witness/encode-circuit-input.ts";
import { pageWitness } from "../../../prover/witness/page-witness.ts";
import { setUpSize } from "../../../scripts/circuits/set-up-size.ts";
import { syntheticState } from "../../../scripts/synthetic-state/synthetic-state.ts";
import { temporaryFolder } from "../../bundle/bundle-folder.ts";

const PRINCIPAL_GWEI = 32_000_000_000n;
// In clusters far apart: more than three pages.
const INDICES = [3, 9, 8, 55, 70, 52, 200, 210, 205];
const PHASES = ["witness", "constraints", "transforms", "digits", "sums", "assembly", "answer"] as const;
const never = () => new AbortController().signal;

await setUpSize("test", () => {});
const isBuilt = existsSync(NATIVE_PROVER);
if (!isBuilt) console.warn("The native backend is not tested: there is no C++ compiler.");

describe.runIf(isBuilt)("pages by the native prover", () => {
  let state: VerifiedState;
  let plan: PagePlan;
  let keys: PageKeys;
  beforeAll(async () => {
    keys = await loadKeys("test");
    const balances = Array.from({ length: 256 }, (_, index) => PRINCIPAL_GWEI + BigInt(index) - 30n);
    state = (await syntheticState(balances)).state;
    const registry = INDICES.map((index) => ({ index, principalGwei: PRINCIPAL_GWEI }));
    const whole = await planPages(registry, state, PAGE_SIZES.test, 7n);
    plan = { ...whole, pages: whole.pages.slice(0, 3) };
  });
  const open: NativePages[] = [];
  afterEach(() => {
    for (const pages of open.splice(0)) pages.close();
  });
  afterAll(() => stopCurveWorkers());

  const witnessOf = (page: PlannedPage) => pageWitness(state, page, plan.limits);
  const nativeKey = () => ({
    key: keys.files.provingKey,
    program: keys.files.witnessProgram,
    sourceHash: keys.sourceHash,
  });
  const pageOf = (number: number, key: object = {}): NativePage => ({
    key: { ...nativeKey(), ...key },
    witness: "inputs",
    payload: encodeCircuitInput(witnessOf(plan.pages[number]!)),
  });

  /** @param onPhase  told each phase of each proof, with the process it is in and how many phases of that name came before. */
  function startPages(
    onPhase: (phase: string, kill: () => void, before: number) => void = () => {},
  ): NativePages {
    const seen = new Map<string, number>();
    const pages = createNativePages({
      program: NATIVE_PROVER,
      args: ["--threads", "2"],
      onPhase(phase, pid) {
        const before = seen.get(phase) ?? 0;
        seen.set(phase, before + 1);
        onPhase(phase, () => process.kill(pid, "SIGKILL"), before);
      },
    });
    open.push(pages);
    return pages;
  }

  async function expectProof(number: number, raw: unknown): Promise<void> {
    await checkPageProof(plan.pages[number]!, raw, keys);
  }

  const proverOf = (pages: NativePages): PageProver => ({
    parallel: 2,
    attempts: 3,
    prove: (page, inputs, signal) =>
      pages.prove({ ...pageOf(page.number), payload: encodeCircuitInput(inputs()) }, signal),
    close: async () => pages.close(),
  });

  it("proves pages that verify like any other", async () => {
    const pool = createProvingPool({ threads: 2, backend: { name: "native" } });
    try {
      const proofs = plan.pages.map((page) => pool.prove(keys.files, witnessOf(page), never()));
      for (const [number, proof] of (await Promise.all(proofs)).entries()) await expectProof(number, proof);
    } finally {
      await pool.close();
    }
  });

  it("takes circom's witness where there is no witness program", async () => {
    const witnessProgram = join(temporaryFolder(), "missing.program");
    const pool = createProvingPool({ threads: 1, backend: { name: "native" } });
    try {
      await expectProof(
        0,
        await pool.prove({ ...keys.files, witnessProgram }, witnessOf(plan.pages[0]!), never()),
      );
    } finally {
      await pool.close();
    }
  });

  it.each(PHASES)("killed in the phase %s it costs one attempt at one page", async (phase) => {
    let kills = 0;
    const pages = startPages((name, kill, before) => {
      if (name !== phase || before > 0) return;
      kills++;
      kill();
    });
    const retries: string[] = [];
    const proofs = await provePages(plan, keys, {
      prover: proverOf(pages),
      witnessOf,
      onRetry: (page, attempt, error) => {
        retries.push(`${page.number} ${attempt} ${(error as Error & { code?: string }).code}`);
      },
    });
    expect(proofs.map(({ page }) => page)).toEqual(plan.pages);
    expect(kills).toBe(1);
    // When the signal arrives the next page may be under way.
    expect(retries).toEqual([expect.stringMatching(/^\d 1 NATIVE_PROVER_ENDED$/)]);
  });

  it("a page whose process dies every time ends in a typed error after its attempts", async () => {
    const pages = startPages((phase, kill) => {
      if (phase === "sums") kill();
    });
    await expect(provePages(plan, keys, { prover: proverOf(pages), witnessOf })).rejects.toMatchObject({
      code: "PAGE_PROVING_FAILED",
      attempts: 3,
      cause: { code: "NATIVE_PROVER_ENDED", message: expect.stringMatching(/killed by SIGKILL/) },
    });
  });

  it("only the page whose turn it is pays for a death", async () => {
    const pages = startPages((phase, kill, before) => {
      if (phase === "transforms" && before === 0) kill();
    });
    const ends = await Promise.allSettled([0, 1, 2].map((number) => pages.prove(pageOf(number), never())));
    const rejected = ends.filter(({ status }) => status === "rejected");
    expect(rejected).toMatchObject([{ reason: { code: "NATIVE_PROVER_ENDED" } }]);
    for (const [number, end] of ends.entries()) {
      if (end.status === "fulfilled") await expectProof(number, end.value);
    }
  });

  it("an abort ends its page at once, and no other", async () => {
    const stop = new AbortController();
    const pages = startPages((phase, _, before) => {
      if (phase === "constraints" && before === 0) stop.abort("SIGINT");
    });
    const [aborted, other] = await Promise.allSettled([
      pages.prove(pageOf(0), stop.signal),
      pages.prove(pageOf(1), never()),
    ]);
    expect(aborted).toEqual({ status: "rejected", reason: "SIGINT" });
    expect(other).toMatchObject({ status: "fulfilled" });
    await expect(pages.prove(pageOf(0), stop.signal)).rejects.toBe("SIGINT");
  });

  it("what the circuit refuses is refused for good, and the next page is proved", async () => {
    const pages = startPages();
    const input = witnessOf(plan.pages[0]!);
    const wrong = encodeCircuitInput({ ...input, rawOut: input.rawOut + 1n });
    const ends = await Promise.allSettled([
      pages.prove({ ...pageOf(0), payload: wrong }, never()),
      pages.prove({ ...pageOf(0), payload: wrong.subarray(32) }, never()),
      pages.prove(pageOf(1), never()),
    ]);
    for (const end of ends.slice(0, 2)) {
      expect(end).toMatchObject({ status: "rejected", reason: expect.any(PageRefusedError) });
    }
    expect(ends[2]).toMatchObject({ status: "fulfilled" });
  });

  it("a key or program that cannot be used is named, and the next page with a good one is proved", async () => {
    const pages = startPages();
    const damaged = join(temporaryFolder(), "damaged");
    writeFileSync(damaged, "nothing of the kind");
    const cases = [
      [{ key: "/nowhere/key.zkey" }, "KEY_UNREADABLE"],
      [{ key: damaged }, "KEY_INVALID"],
      [{ program: "/nowhere/witness.program" }, "WITNESS_PROGRAM_UNREADABLE"],
      [{ program: damaged }, "WITNESS_PROGRAM_DAMAGED"],
      [{ sourceHash: "0".repeat(64) }, "WITNESS_PROGRAM_OF_ANOTHER_CIRCUIT"],
    ] as const;
    const ends = Promise.allSettled(cases.map(([change]) => pages.prove(pageOf(0, change), never())));
    const good = pages.prove(pageOf(1), never());
    for (const [i, end] of (await ends).entries()) {
      expect(end).toMatchObject({
        status: "rejected",
        reason: { code: "NATIVE_PROVER_FAILED", nativeCode: cases[i]![1] },
      });
    }
    await expectProof(1, await good);
    rmSync(damaged);
  });

  it("a program that is no prover, or is not there, is a typed error", async () => {
    for (const program of [process.execPath, "/nowhere/native-prover"]) {
      const pages = createNativePages({ program, args: ["--threads", "2"] });
      open.push(pages);
      await expect(pages.prove(pageOf(0), never())).rejects.toMatchObject({ code: "NATIVE_PROVER_ENDED" });
    }
  });

  it("doctor hears of the path and of the witness program", async () => {
    const choice = await nativeBackend.find();
    expect(await nativeBackend.examine(choice, keys.files)).toMatchObject({
      level: "ok",
      found: expect.stringMatching(/path (ifma|adx|portable), with a witness program$/),
    });
    const without = { ...keys.files, witnessProgram: "/nowhere" };
    expect(await nativeBackend.examine(choice, without)).toMatchObject({ level: "warn" });
    const broken = { name: "native", path: "/nowhere" };
    expect(await nativeBackend.examine(broken, keys.files)).toMatchObject({ level: "fail" });
  });
});
