/**
 * `npm run contracts:test`: compiles the contracts once, for forge's tests and for whatever deploys them, and runs all
 * tests but those over a report of the real circuit and those that are deep, with few runs of each fuzz test (`npm run
 * contracts:test:all` has all of it).
 * @module
 */
import { forgeBuild } from "./contracts/forge.ts";
import { runForgeTests } from "./contracts/run-forge-tests.ts";

/** Instead of the 256 of foundry.toml: the seed is fixed, so that these are the first of them. */
const FUZZ_RUNS = "48";
/** Where all tests are deep: a sixth of what there is to compile. */
const WITHOUT_DEEP_FILES = ["--skip", "*/PufferGas.t.sol"];

await forgeBuild([], WITHOUT_DEEP_FILES);
const chosen = ["--no-match-contract", "^(Real|Deep)", "--fuzz-runs", FUZZ_RUNS];
process.exitCode = runForgeTests([...WITHOUT_DEEP_FILES, ...chosen]) ? 0 : 1;
