/**
 * Writes build/fixtures/ for the forge tests where something that it is made of has changed: vectors and toy proofs, in
 * seconds; reports over a state of mainnet's size, in a minute; a report of the real circuit, for which a network runs
 * for half a minute.
 * @module
 */
import { join } from "node:path";
import { setUpTestCircuit } from "../support/test-network.ts";
import { FIXTURES, writeFixture } from "./fixture-file.ts";
import { refreshMainnetSize } from "./mainnet-size.ts";
import { makeRealReport } from "./real-report.ts";
import { refresh } from "./refresh.ts";
import { hashSources } from "./source-stamp.ts";
import { refreshToys } from "./toy-fixtures.ts";

await refreshToys();
await refreshMainnetSize();
const verifierName = await setUpTestCircuit();
await refresh(
  "report-stamp.txt",
  hashSources([
    "test/contract-fixtures",
    "test/support",
    "prover",
    "scripts/contracts",
    "scripts/devnet",
    // Holds the keys and the circuit's hash.
    `verifier-contracts/generated/${verifierName}.sol`,
  ]),
  [join(FIXTURES, "report.json")],
  async () => writeFixture("report.json", await makeRealReport(verifierName)),
);
// snarkjs keeps its curve's worker threads alive.
process.exit(0);
