/**
 * `npm run contracts:test`: compiles the contracts once, for forge's tests and for whatever deploys them, and runs all
 * tests but those over a report of the real circuit (`npm run contracts:test:real`).
 * @module
 */
import { forgeBuild } from "./contracts/forge.ts";
import { runForgeTests } from "./contracts/run-forge-tests.ts";

await forgeBuild();
process.exitCode = runForgeTests(["--no-match-contract", "^Real"]) ? 0 : 1;
