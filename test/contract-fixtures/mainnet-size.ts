/**
 * `gas-*.json`: reports over a state with 2.2 million balances, and `gas-batch.json`: 32 of their proofs. Gas depends on
 * how deep trees are and on how validators lie in them; verifier-contracts/test/GasMeasurements.t.sol measures it.
 * @module
 */
import { join } from "node:path";
import { encodeAbiParameters, parseAbiParameters } from "viem";
import type { PageSize } from "../../prover/plan/page-sizes.ts";
import type { RegistryEntry } from "../../prover/plan/registry.ts";
import { hashOfFiles, hashOfModules } from "../../scripts/source-hash.ts";
import { drawAtRandom, drawInRuns } from "../../scripts/synthetic-state/drawn-registry.ts";
import { FIXTURES, writeFixture, writeReport } from "./fixture-file.ts";
import { mainnetExecution } from "./mainnet-size/mainnet-execution.ts";
import { makeMainnetReport, type ProvedRun, proveMainnetRun } from "./mainnet-size/mainnet-report.ts";
import { mainnetBalancesGwei, mainnetState } from "./mainnet-size/mainnet-state.ts";
import { refresh } from "./refresh.ts";
import { toyCircuit } from "./toy-circuit.ts";

const RANDOM_1000 = drawAtRandom(1000);
const REPORTS: Readonly<Record<string, readonly [RegistryEntry[], PageSize]>> = {
  "gas-random-100.json": [drawAtRandom(100), "standard"],
  "gas-random-1000.json": [RANDOM_1000, "standard"],
  "gas-random-1000-large.json": [RANDOM_1000, "large"],
  "gas-random-1000-huge.json": [RANDOM_1000, "huge"],
  "gas-runs-100.json": [drawInRuns(100), "standard"],
  "gas-runs-1000.json": [drawInRuns(1000), "standard"],
};
const BATCH = "gas-batch.json";
const BATCH_SIZE = 32;
const SUPPLY_WEI = 30_000n * 10n ** 18n;

/** After `refreshToys`, which makes the key. Pages are planned and proved again when the planner changes. */
export async function refreshMainnetSize(): Promise<void> {
  const stamp = [
    hashOfModules("test/contract-fixtures/mainnet-size.ts"),
    // Holds the key.
    hashOfFiles("verifier-contracts/generated/ToyVerifier.sol"),
  ];
  const files = [...Object.keys(REPORTS), BATCH].map((name) => join(FIXTURES, name));
  await refresh("gas-stamp.txt", stamp.join("\n"), files, writeMainnetSize);
}

async function writeMainnetSize(): Promise<void> {
  const circuit = await toyCircuit();
  const execution = mainnetExecution(SUPPLY_WEI);
  const balancesGwei = mainnetBalancesGwei();
  const { state } = await mainnetState(balancesGwei, execution.stateRoot);
  const block = { state, balancesGwei, execution };
  for (const [name, [registry, size]] of Object.entries(REPORTS)) {
    const proved = await proveMainnetRun(block, registry, circuit, size);
    writeReport(name, await makeMainnetReport(block, registry, proved));
    if (name === "gas-random-1000.json") writeFixture(BATCH, { batch: encodeBatch(proved) });
  }
}

/** The arguments of IGroth16BatchVerifier.verify. */
function encodeBatch({ run, inputs }: ProvedRun) {
  return encodeAbiParameters(parseAbiParameters("uint256[8][], uint256[16][]"), [
    run.pages.slice(0, BATCH_SIZE).map(({ proof }) => proof),
    inputs.slice(0, BATCH_SIZE),
  ] as never);
}
