#!/usr/bin/env node
/**
 * The compiler that forge calls: npm's `solc` (JavaScript) behind the two arguments forge uses.
 * forge would download a native compiler; this machine (and a build that pins its compiler) must not.
 * forge puts every source into the JSON, so no import callback is needed.
 */
import { readFileSync } from "node:fs";
import solc from "solc";

const args = process.argv.slice(2);
if (args.includes("--version")) {
  process.stdout.write(`solc, the solidity compiler commandline interface\nVersion: ${solc.version()}\n`);
} else if (args.includes("--standard-json")) {
  process.stdout.write(solc.compile(readFileSync(0, "utf8")));
} else {
  process.stderr.write("solc.mjs answers only --version and --standard-json\n");
  process.exitCode = 2;
}
