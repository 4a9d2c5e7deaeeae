/** Laws of proving many pages by a prover that nobody trusts. Proofs of a toy circuit; real pages: local-prover.exhaustive.test.ts. @module */
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BASE_FIELD_ORDER } from "../../prover/groth16/bn254.ts";
import { stopCurveWorkers } from "../../prover/groth16/stop-curve-workers.ts";
import { toPublicSignals } from "../../prover/plan/public-inputs.ts";
import type { PageProof } from "../../prover/prove/check-page-proof.ts";
import {
  PageProofInvalidError,
  PageProvingError,
  PageRefusedError,
  ProvingInterruptedError,
  StoredPageError,
} from "../../prover/prove/errors.ts";
import type { RawPageProof } from "../../prover/prove/page-prover.ts";
import type { PageStore } from "../../prover/prove/page-store.ts";
import { type ProvePagesOptions, provePages } from "../../prover/prove/prove-pages.ts";
import { type Answering, noWitness, scriptedProver, type ToyPages, toyPages } from "./toy-pages.ts";

const PAGES = 4;

describe("provePages", () => {
  let toy: ToyPages;
  beforeAll(async () => {
    toy = await toyPages(PAGES);
    expect(toy.plan.pages).toHaveLength(PAGES);
  });
  afterAll(() => stopCurveWorkers());

  const honest: Answering = async ({ number }) => toy.proofs[number];
  const prove = (options: Omit<ProvePagesOptions, "witnessOf">) =>
    provePages(toy.plan, toy.keys, { witnessOf: noWitness, ...options });

  /** Keeps in memory what it is given, and begins with what a test puts there. */
  const memoryStore = (kept: Record<number, unknown> = {}): PageStore & { readonly written: number[] } => {
    const written: number[] = [];
    return {
      written,
      read: async ({ number }) => {
        if (kept[number] instanceof Error) throw kept[number];
        return kept[number];
      },
      write: async ({ page, proof, publicSignals }: PageProof) => {
        written.push(page.number);
        kept[page.number] = { proof, publicSignals };
      },
    };
  };

  it("returns the planned proofs in page order, asks for no more at once than the prover takes, whichever is first", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: PAGES + 2 }),
        // Answers come in an order that it draws.
        fc.scheduler(),
        async (parallel, order) => {
          const inOrder: Answering = async (page, signal, attempt) => {
            await order.schedule(Promise.resolve(), `page ${page.number}`);
            return await honest(page, signal, attempt);
          };
          const prover = scriptedProver(inOrder, { parallel });
          const progress: string[] = [];
          const proofs = await order.waitFor(
            prove({ prover, onProved: (done, total) => void progress.push(`${done}/${total}`) }),
          );
          expect(proofs.map(({ page }) => page)).toEqual(toy.plan.pages);
          expect(proofs.map(({ publicSignals }) => publicSignals)).toEqual(
            toy.plan.pages.map(({ publicInputs }) => toPublicSignals(publicInputs)),
          );
          expect(proofs.map(({ proof }) => proof)).toEqual(toy.proofs.map(({ proof }) => proof));
          expect(progress).toEqual(["1/4", "2/4", "3/4", "4/4"]);
          expect([...prover.asked].sort()).toEqual([0, 1, 2, 3]);
          expect(prover.mostAtOnce()).toBeLessThanOrEqual(Math.min(parallel, PAGES));
        },
      ),
      { numRuns: 12 },
    );
  });

  const changed = (number: number, change: (proof: RawPageProof) => unknown) => () =>
    change(structuredClone(toy.proofs[number]!));
  const withA = (value: string) =>
    changed(1, ({ proof, ...rest }) => ({ ...rest, proof: { ...proof, pi_a: [value, proof.pi_a[1], "1"] } }));
  const NO_PROOFS: [string, () => unknown, RegExp][] = [
    ["nothing", () => undefined, /form of a proof \(whole value/],
    ["a word", () => "done", /form of a proof/],
    ["an empty object", () => ({}), /form of a proof \(proof/],
    ["signals that are no numbers", changed(1, (p) => ({ ...p, publicSignals: ["x"] })), /publicSignals\.0/],
    [
      "too few signals",
      changed(1, (p) => ({ ...p, publicSignals: p.publicSignals.slice(1) })),
      /planned ones/,
    ],
    ["the proof of another page", () => toy.proofs[2], /not the planned ones/],
    [
      "the proof of another page with the planned signals",
      () => ({ ...toy.proofs[2], publicSignals: toy.proofs[1]!.publicSignals }),
      /verification key rejects it/,
    ],
    ["a point that is not on the curve", withA("12"), /verification key rejects it/],
    ["a coordinate outside of the field", withA(`${BASE_FIELD_ORDER + 1n}`), /not in the base field/],
    ["a number in another spelling", withA("0x12"), /form of a proof \(proof\.pi_a\.0/],
    [
      "a proof of another protocol",
      changed(1, (p) => ({ ...p, proof: { ...p.proof, protocol: "plonk" } })),
      /form/,
    ],
  ];

  it.each(NO_PROOFS)(
    "does not count %s: the page is tried again, and then given up",
    async (_, garbage, reason) => {
      const answers: Answering = async (page, signal, attempt) =>
        page.number === 1 && attempt < 3 ? garbage() : await honest(page, signal, attempt);
      const retried: string[] = [];
      const onRetry: ProvePagesOptions["onRetry"] = (page, attempt, error) => {
        expect(error.message).toMatch(reason);
        retried.push(`${page.number}/${attempt}`);
      };
      const proofs = await prove({ prover: scriptedProver(answers, { attempts: 3 }), onRetry });
      expect(proofs).toHaveLength(PAGES);
      expect(retried).toEqual(["1/1", "1/2"]);

      const store = memoryStore();
      const givingUp = prove({ prover: scriptedProver(answers, { attempts: 2 }), store });
      await expect(givingUp).rejects.toBeInstanceOf(PageProofInvalidError);
      await expect(givingUp).rejects.toMatchObject({ code: "PAGE_PROOF_INVALID", exitCode: 1, page: 1 });
      expect(store.written).toEqual([0]);
    },
  );

  it("tries a page whose prover dies as often as the prover allows, no more; the finished pages are kept", async () => {
    const dying: Answering = async (page, signal, attempt) => {
      if (page.number === 2) throw new Error("worker exited with code: 1");
      return await honest(page, signal, attempt);
    };
    const prover = scriptedProver(dying, { attempts: 3 });
    const store = memoryStore();
    const proving = prove({ prover, store });
    await expect(proving).rejects.toBeInstanceOf(PageProvingError);
    await expect(proving).rejects.toMatchObject({
      code: "PAGE_PROVING_FAILED",
      exitCode: 2,
      page: 2,
      attempts: 3,
      message: "Page 3 of 4 could not be proved, tried 3 times: worker exited with code: 1.",
      hints: expect.arrayContaining([expect.stringContaining("--resume")]),
    });
    expect(prover.asked).toEqual([0, 1, 2, 2, 2]);
    expect(store.written).toEqual([0, 1]);
  });

  it("does not try again what the circuit refuses, and stops the others", async () => {
    let stopped = false;
    const answers: Answering = async (page, signal) => {
      if (page.number === 0) throw new PageRefusedError("Assert Failed");
      await new Promise((_, fail) => {
        signal.addEventListener("abort", () => {
          stopped = true;
          fail(signal.reason);
        });
      });
    };
    const prover = scriptedProver(answers, { parallel: 2, attempts: 5 });
    await expect(prove({ prover })).rejects.toMatchObject({
      code: "PAGE_PROVING_FAILED",
      page: 0,
      attempts: 1,
    });
    expect(prover.asked).toEqual([0, 1]);
    expect(stopped).toBe(true);
  });

  it("proves only what the store does not hold, and writes every page once", async () => {
    const store = memoryStore({ 0: toy.proofs[0], 2: toy.proofs[2] });
    const prover = scriptedProver(honest);
    const said: string[] = [];
    const proofs = await prove({
      prover,
      store,
      onKept: (kept, total) => void said.push(`kept ${kept}/${total}`),
      onProved: (done, total) => void said.push(`${done}/${total}`),
    });
    expect(prover.asked).toEqual([1, 3]);
    expect(store.written).toEqual([1, 3]);
    expect(said).toEqual(["kept 2/4", "3/4", "4/4"]);
    expect(proofs.map(({ proof }) => proof)).toEqual(toy.proofs.map(({ proof }) => proof));
  });

  it("names what the store holds and is no proof of the page, and proves it again", async () => {
    const damaged = new StoredPageError("page-0003.json", "it is damaged");
    const store = memoryStore({ 0: toy.proofs[1], 1: NO_PROOFS[6]![1](), 2: damaged, 3: toy.proofs[3] });
    const refused: string[] = [];
    const prover = scriptedProver(honest);
    const onRefused: ProvePagesOptions["onRefused"] = (page, error) =>
      void refused.push(`${page.number}: ${error.message}`);
    await prove({ prover, store, onRefused });
    expect(refused).toEqual([
      expect.stringMatching(/^0: .*not the planned ones/),
      expect.stringMatching(/^1: .*rejects it/),
      "2: The kept page page-0003.json cannot be used: it is damaged.",
    ]);
    expect(prover.asked).toEqual([0, 1, 2]);
    expect(store.written).toEqual([0, 1, 2]);
  });

  it("stops where a page cannot be kept", async () => {
    const full = { ...memoryStore(), write: () => Promise.reject(new Error("no space left")) };
    const prover = scriptedProver(honest);
    await expect(prove({ prover, store: full })).rejects.toThrow("no space left");
    expect(prover.asked).toEqual([0]);
  });

  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("ends soon after %s, with its exit code; what is done is kept", async (name, exitCode) => {
    const controller = new AbortController();
    const answers: Answering = async (page, signal, attempt) => {
      if (page.number === 0) return await honest(page, signal, attempt);
      controller.abort(name);
      throw signal.reason;
    };
    const prover = scriptedProver(answers, { attempts: 3 });
    const store = memoryStore();
    const proving = prove({ prover, store, signal: controller.signal });
    await expect(proving).rejects.toBeInstanceOf(ProvingInterruptedError);
    await expect(proving).rejects.toMatchObject({
      code: "PROVING_INTERRUPTED",
      exitCode,
      done: 1,
      total: 4,
      message: "Interrupted: 1 of 4 pages were proved.",
      hints: [expect.stringContaining("--resume")],
    });
    expect(prover.asked).toEqual([0, 1]);
    expect(store.written).toEqual([0]);
  });

  it("does not begin where the signal came before", async () => {
    const prover = scriptedProver(honest);
    const proving = prove({ prover, signal: AbortSignal.abort("SIGINT") });
    await expect(proving).rejects.toMatchObject({ code: "PROVING_INTERRUPTED", done: 0, hints: [] });
    expect(prover.asked).toEqual([]);
  });
});
