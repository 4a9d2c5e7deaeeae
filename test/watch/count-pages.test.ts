/** What a watch's metrics say of its pages. @module */
import { expect, it } from "vitest";
import { UnavailableError } from "../../prover/errors.ts";
import { createMetrics } from "../../prover/metrics/create-metrics.ts";
import type { PlannedPage } from "../../prover/plan/plan-pages.ts";
import type { ProverTask } from "../../prover/prove/create-page-prover.ts";
import { runSilently, type StageEvent } from "../../prover/spurt/stages.ts";
import { countingProver, countingStages } from "../../prover/watch/count-pages.ts";
import { noWitness, scriptedProver } from "../prove/toy-pages.ts";

class WorkerLostError extends UnavailableError {
  readonly code = "WORKER_LOST";
}

it("counts pages and failures by their code, and tells on", async () => {
  const metrics = createMetrics();
  const told: string[] = [];
  const stage = countingStages(metrics, (name, work) =>
    runSilently(name, (tell) =>
      work((event) => {
        told.push(event.kind);
        tell(event);
      }),
    ),
  );
  const retried = { kind: "page-retried", page: 0, attempt: 1, attempts: 3, size: "test" } as const;
  const events: StageEvent[] = [
    { kind: "page-proved", done: 1, total: 2, seconds: 3, size: "test" },
    { ...retried, error: new WorkerLostError("Lost.") },
    { ...retried, error: new TypeError("x is undefined") },
    { kind: "page-proved", done: 2, total: 2, seconds: 4, size: "test" },
  ];
  await stage("prove-pages", async (tell) => events.forEach(tell));
  expect(told).toEqual(events.map(({ kind }) => kind));
  const text = await metrics.registry.metrics();
  expect(text).toContain('pufeth_por_pages_proved_total{size="test"} 2');
  expect(text).toContain('pufeth_por_page_seconds_sum{size="test"} 7');
  expect(text).toContain('pufeth_por_pages_failed_total{size="test",reason="WORKER_LOST"} 1');
  expect(text).toContain('pufeth_por_pages_failed_total{size="test",reason="INTERNAL"} 1');
  expect(text).toMatch(/pufeth_por_last_success_timestamp_seconds [1-9]/);
});

it("counts a page while it is proved, and no longer, whether it succeeds or not", async () => {
  const metrics = createMetrics();
  const active = async () => (await metrics.pagesActive.get()).values[0]!.value;
  const during: number[] = [];
  const create = countingProver(metrics, async () =>
    scriptedProver(async ({ number }) => {
      during.push(await active());
      if (number === 1) throw new Error("no");
    }),
  );
  const prover = await create({} as ProverTask);
  const prove = (number: number) =>
    prover.prove({ number } as PlannedPage, noWitness, new AbortController().signal);
  await prove(0);
  await expect(prove(1)).rejects.toThrow("no");
  expect(during).toEqual([1, 1]);
  expect(await active()).toBe(0);
});
