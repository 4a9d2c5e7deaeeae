/** Ctrl-C and SIGTERM while something long runs. A real process: test/end-to-end/resume.test.ts. @module */
import { afterEach, describe, expect, it, vi } from "vitest";
import { interruptingProvers, withInterrupt } from "../../prover/cli/with-interrupt.ts";
import type { ProverTask } from "../../prover/prove/create-page-prover.ts";
import { scriptedProver } from "../prove/toy-pages.ts";

const SIGNALS = ["SIGINT", "SIGTERM"] as const;
const handlers = () => SIGNALS.map((name) => process.listenerCount(name));

describe("withInterrupt", () => {
  afterEach(() => void vi.restoreAllMocks());

  it.each(SIGNALS)("aborts at the first %s, says so, and lets the work end", async (name) => {
    const before = handlers();
    const said: string[] = [];
    const result = await withInterrupt({ err: (line) => void said.push(line) }, async (signal) => {
      expect(signal.aborted).toBe(false);
      process.emit(name, name);
      expect(signal.reason).toBe(name);
      return "ended";
    });
    expect(result).toBe("ended");
    expect(said).toEqual([`${name}: stopping. Send it again to end immediately.`]);
    expect(handlers()).toEqual(before);
  });

  it.each([
    ["SIGINT", "SIGINT", 130],
    ["SIGINT", "SIGTERM", 143],
  ] as const)("ends the process at once where %s is followed by %s", async (first, second, exitCode) => {
    const exit = vi.spyOn(process, "exit").mockImplementation((() => {}) as never);
    await withInterrupt({ err: () => {} }, async () => {
      process.emit(first, first);
      expect(exit).not.toHaveBeenCalled();
      process.emit(second, second);
      expect(exit).toHaveBeenCalledWith(exitCode);
    });
  });

  it("leaves no handler behind where the work fails", async () => {
    const before = handlers();
    const failing = withInterrupt({ err: () => {} }, () => Promise.reject(new Error("no")));
    await expect(failing).rejects.toThrow("no");
    expect(handlers()).toEqual(before);
  });
});

describe("interruptingProvers", () => {
  const silent = { err: () => {} };
  const task = {} as ProverTask;

  it("hears signals from the prover's creation to its end, and not before or after", async () => {
    const before = handlers();
    let whileCreated: number[] = [];
    const { signal, createProver } = interruptingProvers(silent, async () => {
      whileCreated = handlers();
      return scriptedProver(async () => {});
    });
    const one = (counts: number[]) => counts.map((count) => count + 1);
    expect(handlers()).toEqual(before);
    const prover = await createProver(task);
    expect([whileCreated, handlers()]).toEqual([one(before), one(before)]);
    process.emit("SIGTERM", "SIGTERM");
    expect(signal.reason).toBe("SIGTERM");
    await prover.close();
    expect(handlers()).toEqual(before);
  });

  it("leaves no handler behind where the prover cannot be created, or not be closed", async () => {
    const before = handlers();
    const failing = interruptingProvers(silent, () => Promise.reject(new Error("no worker")));
    await expect(failing.createProver(task)).rejects.toThrow("no worker");
    const lasting = interruptingProvers(silent, async () => ({
      ...scriptedProver(async () => {}),
      close: () => Promise.reject(new Error("still there")),
    }));
    await expect((await lasting.createProver(task)).close()).rejects.toThrow("still there");
    expect(handlers()).toEqual(before);
  });
});
