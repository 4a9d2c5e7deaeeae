/** Some moments of two commands; all of them: `npm run attack:kills`. @module */
import { existsSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { stopCurveWorkers } from "../../prover/groth16/stop-curve-workers.ts";
import { writeFileWhole } from "../../prover/prove/write-file-whole.ts";
import { clearUnfinished, unfinishedPath } from "../../prover/unfinished.ts";
import { report } from "./kills/commands/bundles.ts";
import { exportVerifier, measuredSpeed, setupFrom, setupFromWeb } from "./kills/commands/setup.ts";
import { states } from "./kills/commands/states.ts";
import { filesBelow } from "./kills/files-below.ts";
import { type KilledCommand, killEverywhere } from "./kills/kill-everywhere.ts";

afterAll(() => stopCurveWorkers());

const writing = (write: (path: string) => unknown): KilledCommand => ({
  name: "a file",
  prepare: (folder) => writeFileSync(join(folder, "file"), "what was there"),
  writesTo: ".",
  run: async (folder) => write(join(folder, "file")),
  result: (folder) => filesBelow(folder),
});

describe("a command that is killed", () => {
  it.each([
    ["report", report, 3],
    ["setup --from", setupFrom, 5],
    ["setup --from URL", setupFromWeb, 16],
    ["states", states, 16],
  ] as const)("%s does all the same when it is run again", async (_, make, every) => {
    const { kills, faults } = await killEverywhere(await make(), { every });
    expect(faults).toEqual([]);
    expect(kills).toBeGreaterThan(2);
  });

  it.each([
    ["measured speed", measuredSpeed],
    ["export-verifier", exportVerifier],
  ] as const)("%s does all the same when the run after is killed too", async (_, make) => {
    const { kills, faults } = await killEverywhere(await make(), { everyAgain: 1 });
    expect(faults).toEqual([]);
    expect(kills).toBeGreaterThan(10);
  });
});

describe("the attack", () => {
  it("sees before, half and after of a write", async () => {
    const { kills, faults } = await killEverywhere(writing((path) => writeFileWhole(path, "what comes")));
    // Before; an empty file beside it, half of one, all of it; the end.
    expect([kills, faults]).toEqual([5, []]);
  });

  it("finds what goes on from half a file, and what is left lying", async () => {
    const half = await killEverywhere(
      writing((path) => {
        writeFileSync(path, "what", { flag: "a" });
      }),
    );
    expect(half.faults.length).toBeGreaterThan(0);
    const left = await killEverywhere(
      writing((path) => writeFileSync(`${path}.${Math.random()}`, "what comes")),
    );
    expect(left.faults.length).toBeGreaterThan(0);
  });

  it("finds what two kills leave together, and one does not", async () => {
    const clearsLast = (): KilledCommand => ({
      ...writing(async (path) => {
        if (existsSync(`${path}.done`)) throw new Error("it is there");
        const aside = unfinishedPath(path);
        writeFileSync(aside, "what comes");
        renameSync(aside, `${path}.done`);
        await clearUnfinished(path);
      }),
      refusesWhenDone: /it is there/,
    });
    expect((await killEverywhere(clearsLast())).faults).toEqual([]);
    expect((await killEverywhere(clearsLast(), { everyAgain: 1 })).faults.length).toBeGreaterThan(0);
  });
});
