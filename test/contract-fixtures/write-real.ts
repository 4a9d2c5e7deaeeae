/**
 * `npm run contracts:fixtures:real`: a report of the real circuit, for which a network runs.
 * @module
 */
import { join } from "node:path";
import { hashOfFiles, hashOfModules } from "../../scripts/source-hash.ts";
import { setUpTestCircuit } from "../support/test-network.ts";
import { FIXTURES, writeReport } from "./fixture-file.ts";
import { makeRealReport } from "./real-report.ts";
import { refresh } from "./refresh.ts";

const verifierName = await setUpTestCircuit();
const stamp = [
  // The network runs the commands in processes of their own.
  hashOfModules("test/contract-fixtures/real-report.ts", "prover/pufeth-por.mjs"),
  // Holds the keys and the circuit's hash.
  hashOfFiles(`verifier-contracts/generated/${verifierName}.sol`),
];
await refresh("report-stamp.txt", stamp.join("\n"), [join(FIXTURES, "report.json")], async () =>
  writeReport("report.json", await makeRealReport(verifierName)),
);
// snarkjs keeps its curve's worker threads alive.
process.exit(0);
