/** `plan` needs a state and a registry, and nothing else. @module */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { formatSeconds } from "../../prover/cli/output/format-seconds.ts";
import { findBackend } from "../../prover/prove/backends/registry.ts";
import type { SpurtPlan } from "../../prover/spurt/plan/plan-spurt.ts";
import { syntheticState } from "../../scripts/synthetic-state/synthetic-state.ts";
import { temporaryFolder } from "../bundle/bundle-folder.ts";
import { runInProcess } from "./run-bin.ts";

const VALIDATORS = 2000;

describe("plan", () => {
  let source: string[];
  let blockRoot: string;
  beforeAll(async () => {
    const { state, stateBytes, header } = await syntheticState(
      Array.from({ length: VALIDATORS }, () => 32_000_000_000n),
    );
    blockRoot = state.blockRoot;
    const folder = temporaryFolder();
    const place = (name: string) => join(folder, name);
    const { slot, proposerIndex, parentRoot, stateRoot, bodyRoot } = header;
    const json = { slot, proposer_index: proposerIndex, parent_root: parentRoot };
    writeFileSync(place("state.ssz"), stateBytes);
    writeFileSync(
      place("header.json"),
      JSON.stringify({ ...json, state_root: stateRoot, body_root: bodyRoot }),
    );
    const registry = Array.from({ length: 60 }, (_, i) => ({ index: 34 * i, principalGwei: "32000000000" }));
    writeFileSync(place("registry.json"), JSON.stringify(registry));
    const files = ["--state", place("state.ssz"), "--header", place("header.json"), "--fork", "electra"];
    source = [...files, "--registry", place("registry.json")];
  });

  it("compares the sizes, by the block and the registry alone", async () => {
    const { exitCode, stdout } = await runInProcess(["plan", ...source, "--json"]);
    expect(exitCode).toBe(0);
    const plan = JSON.parse(stdout.join("\n")) as SpurtPlan;
    expect(plan).toMatchObject({
      blockRoot,
      validators: 60,
      startCount: 0,
      notExisting: 1,
      backend: (await findBackend({})).name,
    });
    expect(plan.sizes.map(({ size }) => size)).toEqual(["small", "standard", "large", "huge"]);
    const [small, standard, large] = plan.sizes.map(({ pages }) => pages);
    expect(small).toBeGreaterThan(standard!);
    expect(standard).toBeGreaterThan(large!);
    for (const { slotUtilisation, transactions, gas, memoryBytes, threads } of plan.sizes) {
      expect(transactions).toBe(1);
      expect(slotUtilisation).toBeGreaterThan(0);
      expect(slotUtilisation).toBeLessThanOrEqual(1);
      expect(gas).toBeGreaterThan(0);
      expect(memoryBytes).toBeGreaterThan(0);
      expect(threads).toBeGreaterThan(0);
    }
  });

  it("expects more gas under the rules of Amsterdam, for the same pages", async () => {
    const [osaka, amsterdam] = await Promise.all(
      [[], ["--gas-rules", "amsterdam"]].map(async (rules) => {
        const { stdout } = await runInProcess(["plan", ...source, ...rules, "--json"]);
        return JSON.parse(stdout.join("\n")) as SpurtPlan;
      }),
    );
    expect([osaka!.gasRules, amsterdam!.gasRules]).toEqual(["osaka", "amsterdam"]);
    const pages = (plan: SpurtPlan) =>
      plan.sizes.map(({ size, pages, slotsPerPage }) => [size, pages, slotsPerPage]);
    expect(pages(amsterdam!)).toEqual(pages(osaka!));
    for (const [i, { gas }] of amsterdam!.sizes.entries()) expect(gas).toBeGreaterThan(osaka!.sizes[i]!.gas);
  });

  it("shows one size where one is named", async () => {
    const { exitCode, stdout } = await runInProcess(["plan", ...source, "--size", "standard"]);
    expect(exitCode).toBe(0);
    expect(stdout.join("\n")).toMatch(/pages +\d/);
    expect(stdout.join("\n")).not.toMatch(/small|large|huge/);
  });

  it("wants a state and a registry as prove does", async () => {
    const { exitCode, stderr } = await runInProcess(["plan", "--state", "s"]);
    expect({ exitCode, error: stderr[0] }).toEqual({
      exitCode: 2,
      error: expect.stringContaining("--state needs --header"),
    });
  });
});

it("formatSeconds: two units at most", () => {
  expect([0.4, 59, 61, 3600, 9000].map(formatSeconds)).toEqual([
    "0 s",
    "59 s",
    "1 min 1 s",
    "1 h 0 min",
    "2 h 30 min",
  ]);
});
