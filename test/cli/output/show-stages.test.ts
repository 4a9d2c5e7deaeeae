/** What is shown of the stages: progress below their titles, warnings as lines of their own. @module */
import { expect, it } from "vitest";
import type { Progress } from "../../../prover/cli/output/progress.ts";
import { showStages } from "../../../prover/cli/output/show-stages.ts";
import type { Stage, StageEvent } from "../../../prover/spurt/stages.ts";

async function shown(stage: Stage, ...events: StageEvent[]) {
  const said: string[] = [];
  const warned: string[] = [];
  const progress: Progress = {
    times: [],
    async stage(title, run) {
      said.push(title);
      return run((text) => void said.push(text));
    },
  };
  const run = showStages(progress, { err: (line) => void warned.push(line) });
  expect(await run(stage, async (tell) => events.map(tell).length)).toBe(events.length);
  return { said, warned };
}

it("shows events as progress", async () => {
  const { said, warned } = await shown(
    "prove-pages",
    { kind: "pages-planned", validators: 5, startCount: 2, pages: 3 },
    { kind: "pages-kept", kept: 1, total: 3 },
    { kind: "page-proved", done: 2, total: 3, seconds: 4, size: "test" },
    { kind: "prover-notice", level: "info", text: "page 3 taken by worker A" },
    { kind: "slot-resumed", slot: 77, was: "head" },
  );
  expect(said).toEqual([
    "Prove",
    "5 validators after the first 2, 3 pages",
    "1 of 3 pages were already finished",
    "page 2 of 3 proved",
    "page 3 taken by worker A",
    "slot 77, which was head when this run began",
  ]);
  expect(warned).toEqual([]);
});

it("shows what needs attention as warnings", async () => {
  const error = new Error("It broke.");
  const { said, warned } = await shown(
    "measure-small",
    { kind: "page-foreign", file: "page-1.json", folder: "out.partial" },
    { kind: "page-refused", page: 1, error },
    { kind: "page-retried", page: 0, attempt: 1, attempts: 3, error, size: "small" },
    { kind: "prover-notice", level: "warning", text: "Memory is short." },
    { kind: "speed-not-stored", error },
  );
  expect(said).toEqual(["Measure pages of the size small"]);
  expect(warned).toEqual([
    "warning: page-1.json in out.partial is not a page of this plan and key.",
    "warning: page 2 is proved again: It broke.",
    "warning: page 1: It broke. Try 2 of 3 follows.",
    "warning: Memory is short.",
    "warning: the measured time could not be stored: It broke.",
  ]);
});
