import { defineConfig } from "vitest/config";
import { FileTimes } from "./test/support/file-times.ts";

// A file's suffix says where it runs; without one, its folder; else it is a unit test. test/README.md describes them.
/** The native prover is built there with each set of instructions, which takes minutes of processor time. */
const EXHAUSTIVE = ["test/**/*.exhaustive.test.ts", "test/native/**/*.test.ts"];
const SYSTEM = ["test/**/*.system.test.ts", "test/{auditor,end-to-end,queue,scripts/devnet}/**/*.test.ts"];
const CIRCUITS = [
  "test/**/*.circuits.test.ts",
  "test/{ceremony,circuits,soundness,scripts/ceremony-rehearsal,scripts/development-keys}/**/*.test.ts",
];
const ALL = ["test/**/*.test.ts"];

const MINUTE_MS = 60_000;

/** Limits are for a machine that does many other things at once. */
const limits = { testTimeout: 10 * MINUTE_MS, hookTimeout: 20 * MINUTE_MS };
/** Files that run in one process share its modules: loading them anew for every file takes a third of all the time. */
const shared = { isolate: false };

/** Projects of one group run side by side on all cores; groups one after another. */
const group = (groupOrder: number) => ({ ...limits, sequence: { groupOrder } });
/** vitest would leave one core free: on two cores that is half of them. */
const allCores = { maxWorkers: "100%" };
/** With networks, browsers and proofs, which want all cores: one file after another. */
const alone = { maxWorkers: 1, fileParallelism: false };

export default defineConfig({
  test: {
    reporters: [new FileTimes(), "default"],
    projects: [
      {
        test: {
          ...group(0),
          ...shared,
          ...allCores,
          name: "unit",
          include: ALL,
          exclude: [...CIRCUITS, ...SYSTEM, ...EXHAUSTIVE],
        },
      },
      {
        test: {
          ...group(0),
          ...shared,
          ...allCores,
          name: "circuits",
          include: CIRCUITS,
          exclude: [...SYSTEM, ...EXHAUSTIVE],
        },
      },
      { test: { ...group(1), ...alone, name: "system", include: SYSTEM, exclude: EXHAUSTIVE } },
      { test: { ...group(2), ...alone, name: "exhaustive", include: EXHAUSTIVE } },
    ],
  },
});
