import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import type { ReportStatus, SpurtStep } from "../../prover/spurt/spurt-status.ts";
import { WATCH_STEPS, type WatchStep } from "../../prover/watch/constants.ts";
import { nextStep } from "../../prover/watch/next-step.ts";

const ALL = [...WATCH_STEPS];
const anySteps = fc.subarray(ALL, { minLength: 1 });
const anyStatus = fc.constantFrom<SpurtStep>("wait", "none", "open", "submit", "finalize", "done");

const bundleIf = (isThere: boolean) => (isThere ? { reservesWei: "100" } : undefined);

const reported = (reservesWei: string, changes: Partial<ReportStatus> = {}): ReportStatus => ({
  reservesWei,
  supplyWei: "1",
  rate: "1",
  rateStatus: "accepted",
  effectiveAt: "0",
  improvableUntil: "9",
  ...changes,
});

describe("a report of others", () => {
  const next = "done";
  it("that counts less than the bundle is improved, as long as it can be", () => {
    expect(nextStep(ALL, { next, report: reported("99") }, bundleIf(true))).toBe("finalize");
  });
  it.each<[string, WatchStep[], ReportStatus, boolean]>([
    ["that counts as much is left alone", ALL, reported("100"), true],
    ["that counts more is left alone", ALL, reported("101"), true],
    ["whose day is over is left alone", ALL, reported("99", { improvableUntil: null }), true],
    ["that was vetoed is left alone", ALL, reported("99", { rateStatus: "vetoed" }), true],
    ["is left alone without a bundle", ALL, reported("99"), false],
    ["is left to others that finalize", ["prove", "submit"], reported("99"), true],
  ])("%s", (_, steps, report, hasBundle) => {
    expect(nextStep(steps, { next, report }, bundleIf(hasBundle))).toBe("done");
  });
});

describe("nextStep", () => {
  it.each<[string, WatchStep[], SpurtStep, boolean, string]>([
    ["opens what has ended", ALL, "open", false, "open"],
    ["proves what is open", ALL, "submit", false, "prove"],
    ["submits what is proved", ALL, "submit", true, "submit"],
    ["finalizes what is complete", ALL, "finalize", true, "finalize"],
    ["proves to finalize pages of others", ALL, "finalize", false, "prove"],
    ["leaves alone what others have reported", ALL, "done", false, "done"],
    ["leaves opening to others", ["prove"], "open", false, "wait"],
    ["only proves", ["prove"], "submit", false, "prove"],
    ["only proves, and has", ["prove"], "submit", true, "done"],
    ["only proves, also what others have reported", ["prove"], "done", false, "prove"],
    ["only opens", ["open"], "open", false, "open"],
    ["only opened", ["open"], "submit", false, "done"],
    ["waits for a bundle that another process proves", ["submit", "finalize"], "submit", false, "wait"],
    ["leaves pages to others", ["prove", "finalize"], "submit", true, "wait"],
    ["leaves the report to others", ["prove", "submit"], "finalize", true, "done"],
    ["proves nothing for pages that others brought", ["prove", "submit"], "finalize", false, "done"],
    ["waits for the end", ALL, "wait", false, "wait"],
    ["has nothing to do for a spurt before the beacon chain", ALL, "none", false, "wait"],
  ])("%s", (_, steps, next, hasBundle, expected) => {
    expect(nextStep(steps, { next, report: null }, bundleIf(hasBundle))).toBe(expected);
  });
});

test("nothing is done that was not asked for, and nothing but what the chain or the folder lacks", () => {
  fc.assert(
    fc.property(anySteps, anyStatus, fc.boolean(), (steps, next, hasBundle) => {
      const step = nextStep(steps, { next, report: null }, bundleIf(hasBundle));
      if (step === "wait" || step === "done") return;
      expect(steps).toContain(step);
      if (step === "prove") expect(hasBundle).toBe(false);
      else expect(step).toBe(next);
      if (step === "submit" || step === "finalize") expect(hasBundle).toBe(true);
    }),
  );
});

test("with every step asked for, a spurt that has ended comes to its report, each step once", () => {
  const after = { open: "submit", submit: "finalize", finalize: "done" } as const;
  fc.assert(
    fc.property(fc.constantFrom<SpurtStep>("open", "submit", "finalize"), fc.boolean(), (start, early) => {
      let next: SpurtStep = start;
      let hasBundle = early && start !== "open";
      const did: string[] = [];
      for (let step = nextStep(ALL, { next, report: null }, bundleIf(hasBundle)); step !== "done"; ) {
        expect(step).not.toBe("wait");
        did.push(step);
        if (step === "prove") hasBundle = true;
        else next = after[step as keyof typeof after];
        step = nextStep(ALL, { next, report: null }, bundleIf(hasBundle));
      }
      expect(new Set(did).size).toBe(did.length);
      expect(next).toBe("done");
    }),
  );
});
