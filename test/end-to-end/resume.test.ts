/**
 * One run of `prove` that is killed, interrupted and damaged, and goes on each time: real pages of the `test` circuit, by
 * the command as a user runs it, in processes of their own.
 * @module
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { beforeAll, describe, expect, it } from "vitest";
import { readBundle } from "../../prover/bundle/read-bundle.ts";
import { PAGE_SIZES } from "../../prover/plan/page-sizes.ts";
import { planPages } from "../../prover/plan/plan-pages.ts";
import { toPublicSignals } from "../../prover/plan/public-inputs.ts";
import { setUpSize } from "../../scripts/circuits/set-up-size.ts";
import { syntheticState } from "../../scripts/synthetic-state/synthetic-state.ts";
import { temporaryFolder } from "../bundle/bundle-folder.ts";
import { BIN, runInProcess } from "../cli/run-bin.ts";
import { headerInBytes } from "../state/real-states.ts";
import { inputFile, registryFile } from "./input-files.ts";

const PRINCIPAL_GWEI = 32_000_000_000n;
// Three clusters far apart: three pages.
const INDICES = [3, 55, 100];

describe("a run of prove that is ended", () => {
  const out = join(temporaryFolder(), "bundle");
  const work = `${out}.partial`;
  let args: string[];
  let plannedSignals: string[][];
  let running: ChildProcess | undefined;
  beforeAll(async () => {
    await setUpSize("test", () => {});
    const balances = Array.from({ length: 128 }, (_, index) => PRINCIPAL_GWEI + BigInt(index) - 30n);
    const { state, stateBytes, header } = await syntheticState(balances);
    const registry = INDICES.map((index) => ({ index, principalGwei: PRINCIPAL_GWEI }));
    const plan = await planPages(registry, state, PAGE_SIZES.test, 0n);
    plannedSignals = plan.pages.map(({ publicInputs }) => toPublicSignals(publicInputs));
    args = [
      "prove",
      "--state",
      inputFile("state.ssz", stateBytes),
      "--fork",
      "electra",
      "--header",
      inputFile("header.json", JSON.stringify(headerInBytes(stateBytes, header.stateRoot))),
      "--registry",
      registryFile(registry),
      "--size",
      "test",
      "--threads",
      "1",
      "--out",
      out,
    ];
    return () => void running?.kill("SIGKILL");
  });

  const pageFiles = () =>
    existsSync(work)
      ? readdirSync(work)
          .filter((name) => name.startsWith("page-"))
          .sort()
      : [];
  const content = (name: string) => JSON.parse(readFileSync(join(work, name), "utf8"));

  /** Starts the command and sends it a signal as soon as that many pages are finished. */
  const endAfter = async (pages: number, signal: NodeJS.Signals, more: string[]) => {
    running = spawn(BIN, [...args, ...more], { stdio: ["ignore", "ignore", "pipe"] });
    const child = running;
    let stderr = "";
    child.stderr!.on("data", (chunk) => {
      stderr += chunk;
    });
    const ended = once(child, "close") as Promise<[number | null, NodeJS.Signals | null]>;
    while (pageFiles().length < pages && child.exitCode === null) await wait(20);
    child.kill(signal);
    const [exitCode, killedBy] = await ended;
    return { exitCode, killedBy, stderr };
  };

  it("keeps its pages through SIGKILL, and is not begun anew by mistake", async () => {
    const { killedBy, stderr } = await endAfter(1, "SIGKILL", []);
    expect({ killedBy, stderr }).toMatchObject({ killedBy: "SIGKILL" });
    expect(pageFiles()).toEqual([expect.stringMatching(/^page-0001-/)]);
    expect(existsSync(out)).toBe(false);
    const { exitCode, stdout } = await runInProcess([...args, "--json"]);
    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout.join("\n"))).toMatchObject({
      code: "UNFINISHED_PAGES",
      hints: [expect.stringContaining("--resume")],
    });
    expect(pageFiles()).toHaveLength(1);
  });

  it("goes on where it was, and ends on Ctrl-C in good order, with a word on how to go on", async () => {
    const { exitCode, stderr } = await endAfter(2, "SIGINT", ["--resume"]);
    expect(stderr).toMatch(/1 of 3 pages were already finished/);
    expect(stderr).toMatch(/SIGINT: stopping/);
    expect(stderr).toMatch(/error: Interrupted: 2 of 3 pages were proved\.\n.*--resume/);
    expect(exitCode).toBe(130);
    expect(pageFiles()).toHaveLength(2);
    expect(existsSync(out)).toBe(false);
  });

  it("proves again what was damaged and only that, and becomes the bundle of a run that nobody disturbed", async () => {
    const [first, second] = pageFiles();
    const kept = content(first!);
    const damaged = content(second!);
    damaged.proof.pi_c = kept.proof.pi_c;
    writeFileSync(join(work, second!), JSON.stringify(damaged));
    const foreign = `page-0001-${"0".repeat(16)}.json`;
    writeFileSync(join(work, foreign), JSON.stringify(kept));

    const { exitCode, stdout, stderr } = await runInProcess([...args, "--resume", "--json"]);
    expect(stderr).toEqual([
      expect.stringContaining(`${foreign} in ${work} is not a page of this plan and key`),
      expect.stringMatching(/page 2 is proved again: .*verification key rejects it/),
    ]);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout.join("\n"))).toMatchObject({ bundle: out, pages: 3, resumedPages: 1 });
    expect(existsSync(work)).toBe(false);

    const bundle = await readBundle(out);
    expect(bundle.pages[0]).toMatchObject({ proof: kept.proof, publicSignals: kept.publicSignals });
    expect(bundle.pages[1]!.proof).not.toEqual(damaged.proof);
    // Everything but the proofs follows from state, registry and key.
    expect(bundle.pages.map(({ publicSignals }) => publicSignals)).toEqual(plannedSignals);
    expect((await runInProcess(["verify", out])).exitCode).toBe(0);
  });
});
