/** Ctrl-C and SIGTERM while something long runs. A real process: test/end-to-end/resume.test.ts. @module */
import { afterEach, describe, expect, it, vi } from "vitest";
import { withInterrupt } from "../../prover/cli/with-interrupt.ts";

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
