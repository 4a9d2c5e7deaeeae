/**
 * Everything in build/fixtures/ that needs neither the real circuit nor a network: seconds.
 * @module
 */
import { join } from "node:path";
import { encodeAbiParameters, parseAbiParameters } from "viem";
import { canonicalJson, sha256Hex } from "../../prover/groth16/canonical-json.ts";
import { REPOSITORY_ROOT } from "../../scripts/circuits/repository-root.ts";
import { generateBatchVerifier } from "../../scripts/export-verifier/generate-batch-verifier.ts";
import { hashOfModules } from "../../scripts/source-hash.ts";
import { toyGroth16 } from "../support/toy-groth16.ts";
import { consolidationVectors } from "./consolidations.ts";
import { writeFixture, writeReport, writeText } from "./fixture-file.ts";
import { gloasScenarioReport } from "./gloas-scenario.ts";
import { historyVectors, realHistoryVectors } from "./history-vectors.ts";
import { neighbourVectors } from "./neighbour-vectors.ts";
import { pendingDepositVectors } from "./pending-deposits.ts";
import { realStateVectors } from "./real-states.ts";
import { refresh } from "./refresh.ts";
import { deepRegistryVectors, realRegistryVectors, smallRegistryVectors } from "./registry-vectors.ts";
import { type ToyCircuit, toyCircuit } from "./toy-circuit.ts";
import { TOY_PLANS } from "./toy-plans.ts";
import { makeToyReport } from "./toy-report.ts";
import { keyedTrieVectors, mainnetHeader, stateTrieVectors } from "./trie-proofs.ts";
import { headerVectors, poseidonVectors } from "./vectors.ts";

const GENERATED = join(REPOSITORY_ROOT, "verifier-contracts/generated/ToyVerifier.sol");

export async function refreshToys(): Promise<void> {
  const { verificationKey } = await toyGroth16();
  const stamp = [
    hashOfModules("test/contract-fixtures/toy-fixtures.ts"),
    sha256Hex(canonicalJson(verificationKey)),
  ];
  await refresh("stamp.txt", stamp.join("\n"), [GENERATED], writeVectorsAndToys);
}

async function writeVectorsAndToys(): Promise<void> {
  writeFixture("poseidon.json", await poseidonVectors());
  writeFixture("headers.json", headerVectors());
  writeFixture("state-tries.json", await stateTrieVectors());
  writeFixture("keyed-tries.json", await keyedTrieVectors());
  const header = mainnetHeader();
  if (header) writeFixture("mainnet-header.json", header);
  writeFixture("pending-deposits.json", pendingDepositVectors());
  writeFixture("consolidations.json", consolidationVectors());
  writeFixture("history.json", await historyVectors());
  const realHistory = realHistoryVectors();
  if (realHistory) writeFixture("real-history.json", realHistory);
  const states = realStateVectors();
  if (states) writeFixture("real-states.json", states);
  writeFixture("registry.json", { small: await smallRegistryVectors(), deep: await deepRegistryVectors() });
  writeFixture("neighbours.json", await neighbourVectors());
  const realRegistry = await realRegistryVectors();
  if (realRegistry) writeFixture("real-registry.json", realRegistry);
  const circuit = await toyCircuit();
  const options = {
    verificationKey: canonicalJson(circuit.verificationKey),
    circuitSourceHash: circuit.circuitSourceHash,
    keyKind: "development",
    // Groth16BatchVerifier.t.sol tries these two and a third one.
    publicChainIds: [8453n, 100n],
  } as const;
  writeText(GENERATED, generateBatchVerifier({ ...options, contractName: "ToyVerifier" }));
  writeFixture("toy-batch.json", { batch: await toyBatch(circuit) });
  for (const [name, plan] of Object.entries(TOY_PLANS)) {
    writeReport(name, await makeToyReport(circuit, "ToyVerifier.sol:ToyVerifier", plan));
  }
  const scenario = await gloasScenarioReport("ToyVerifier.sol:ToyVerifier");
  if (scenario) writeReport("gloas-scenario.json", scenario);
}

/** Five proofs with their inputs; zeros and the largest field element among them. */
async function toyBatch(circuit: ToyCircuit) {
  const largest = 21888242871839275222246405745257275088548364400416034343698204186575808495616n;
  const inputs = Array.from({ length: 5 }, (_, i) =>
    Array.from({ length: 16 }, (_, k) => (k === i ? largest : k % 3 === 0 ? 0n : BigInt(i * 1000 + k))),
  );
  const proofs: bigint[][] = [];
  for (const input of inputs) proofs.push(await circuit.prove(input));
  type Words = readonly bigint[] & { length: never };
  return encodeAbiParameters(parseAbiParameters("uint256[8][], uint256[16][]"), [
    proofs as unknown as Words,
    inputs as unknown as Words,
  ] as never);
}
