/**
 * `npm run contracts:coverage`: forge's coverage of verifier-contracts/src as a table; ends with 1 if a test fails or if
 * a line, a branch or a function was never run. There is no list of exceptions: everything can be reached.
 *
 * forge counts the body of an `if` as a branch, not the operands of its condition. Invariant tests are excluded: what
 * only random runs reach does not count as tested. So are the test of the gas meter and the one that fills a transaction:
 * instrumented code costs other gas.
 * @module
 */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { REPOSITORY_ROOT } from "./circuits/repository-root.ts";
import { forgeBinary } from "./contracts/forge-binary.ts";
import { uncoveredPlaces } from "./contracts-coverage/uncovered-places.ts";

const REPORT = "verifier-contracts/cache/coverage.lcov";
const FUZZ_RUNS = "8";

const { status } = spawnSync(
  forgeBinary(),
  [
    "coverage",
    "--report",
    "summary",
    "--report",
    "lcov",
    "--report-file",
    REPORT,
    "--no-match-contract",
    "Invariant|^GasMeterTest$",
    "--no-match-test",
    "^test_gas_registerFitting",
    "--no-match-coverage",
    "verifier-contracts/(test|demo|generated)/",
  ],
  { cwd: REPOSITORY_ROOT, env: { ...process.env, FOUNDRY_FUZZ_RUNS: FUZZ_RUNS }, stdio: "inherit" },
);
if (status !== 0) process.exit(status ?? 1);

const uncovered = uncoveredPlaces(
  readFileSync(join(REPOSITORY_ROOT, REPORT), "utf8"),
  "verifier-contracts/src/",
);
for (const place of uncovered) console.error(`Never run: ${place}`);
if (uncovered.length > 0) process.exit(1);
console.log("Every line, branch and function of verifier-contracts/src is run.");
