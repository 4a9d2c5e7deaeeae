/** What is told and remembered while a plan is proved, and that the prover lives no longer. @module */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { circuitFiles } from "../../prover/keys/circuit-files.ts";
import { readMeasurements } from "../../prover/prove/calibration.ts";
import type { CreateProver } from "../../prover/prove/create-page-prover.ts";
import { openPageFolder } from "../../prover/prove/page-folder.ts";
import type { PageProver } from "../../prover/prove/page-prover.ts";
import { provePlan } from "../../prover/spurt/prove-plan.ts";
import type { StageEvent } from "../../prover/spurt/stages.ts";
import type { VerifiedState } from "../../prover/state/verified-state.ts";
import { temporaryFolder } from "../bundle/bundle-folder.ts";
import { type Answering, scriptedProver, type ToyPages, toyPages } from "../prove/toy-pages.ts";

const RUN = { slot: 7, blockRoot: "0x07" };

let toy: ToyPages;
beforeAll(async () => {
  toy = await toyPages(3);
});

/** Proves into a folder of its own. */
async function proving(answer: Answering, more: Partial<PageProver> = {}, parallel = 2) {
  const files = circuitFiles("test", temporaryFolder());
  mkdirSync(files.directory);
  const keys = { ...toy.keys, size: "test", files } as const;
  const events: StageEvent[] = [];
  const closed: string[] = [];
  const createProver: CreateProver = async ({ pages, onNotice }) => {
    onNotice({ level: "info", text: `${pages} pages to prove` });
    const close = async () => void closed.push("closed");
    return { ...scriptedProver(answer, { parallel, attempts: 2 }), ...more, close };
  };
  const pages = await openPageFolder(join(temporaryFolder(), "out.partial"), toy.plan, keys, RUN);
  const task = { state: {} as VerifiedState, plan: toy.plan, keys, pages, createProver, signal: undefined };
  const proved = provePlan(task, (event) => void events.push(event));
  return { proved, events, closed, measured: () => readMeasurements(files) };
}

const honest: Answering = async ({ number }) => toy.proofs[number];

describe("provePlan", () => {
  it("tells what the prover says, each page, and each attempt that failed", async () => {
    const { proved, events, closed } = await proving(
      async (page, signal, attempt) => {
        if (page.number === 1 && attempt === 1) throw new Error("out of memory");
        return honest(page, signal, attempt);
      },
      {},
      1,
    );
    expect((await proved).proofs).toHaveLength(3);
    expect(events).toMatchObject([
      { kind: "prover-notice", level: "info", text: "3 pages to prove" },
      { kind: "page-proved", done: 1, total: 3, size: "test", seconds: expect.any(Number) },
      { kind: "page-retried", page: 1, attempt: 1, attempts: 2, error: { message: "out of memory" } },
      { kind: "page-proved", done: 2, total: 3 },
      { kind: "page-proved", done: 3, total: 3 },
    ]);
    expect(closed).toEqual(["closed"]);
  });

  it("remembers the speed of this machine's backend", async () => {
    const { proved, measured } = await proving(honest, { localBackend: "rapidsnark" });
    await proved;
    expect(await measured()).toMatchObject([{ backend: "rapidsnark", threads: 2, pages: 3 }]);
  });

  it("does not take the speed of other machines for this one's", async () => {
    const { proved, measured } = await proving(honest);
    await proved;
    expect(await measured()).toEqual([]);
  });

  it("closes the prover where a page fails for good", async () => {
    const { proved, closed } = await proving(() => Promise.reject(new Error("no")));
    await expect(proved).rejects.toMatchObject({ code: "PAGE_PROVING_FAILED" });
    expect(closed).toEqual(["closed"]);
  });
});
