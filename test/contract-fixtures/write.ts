/**
 * Writes what the forge tests read: build/fixtures/*.json and the verifiers in verifier-contracts/generated/.
 * Runs before `forge test`. Two parts, each made again only when something that it is made of has changed: vectors and
 * toy proofs, in seconds, and a report of the real circuit, for which a network runs for half a minute.
 * @module
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { encodeAbiParameters, parseAbiParameters } from "viem";
import { REPOSITORY_ROOT } from "../../scripts/circuits/repository-root.ts";
import { generateBatchVerifier } from "../../scripts/export-verifier/generate-batch-verifier.ts";
import { setUpTestCircuit } from "../support/test-network.ts";
import { FIXTURES, writeFixture, writeText } from "./fixture-file.ts";
import { pendingDepositVectors } from "./pending-deposits.ts";
import { makeRealReport } from "./real-report.ts";
import { realStateVectors } from "./real-states.ts";
import { hashSources } from "./source-stamp.ts";
import { makeToyCircuit, type ToyCircuit } from "./toy-circuit.ts";
import { makeToyReport } from "./toy-report.ts";
import { keyedTrieVectors, mainnetHeader, stateTrieVectors } from "./trie-proofs.ts";
import { headerVectors, poseidonVectors } from "./vectors.ts";

const GENERATED = join(REPOSITORY_ROOT, "verifier-contracts/generated/ToyVerifier.sol");

await refresh(
  "stamp.txt",
  hashSources([
    "test/contract-fixtures",
    "scripts/export-verifier",
    "scripts/development-keys",
    "prover/submit/reserves-oracle-abi.ts",
  ]),
  [GENERATED],
  writeVectorsAndToys,
);
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

/** Writes where the stamp is another or a file is missing. The stamp is written last. */
async function refresh(
  stampName: string,
  stamp: string,
  files: readonly string[],
  write: () => Promise<void>,
): Promise<void> {
  const stampFile = join(FIXTURES, stampName);
  const isCurrent =
    [stampFile, ...files].every((file) => existsSync(file)) && readFileSync(stampFile, "utf8") === stamp;
  if (!isCurrent) {
    await write();
    writeText(stampFile, stamp);
  }
  console.log(`Contract fixtures (${stampName}): ${isCurrent ? "current" : "written"}.`);
}

async function writeVectorsAndToys(): Promise<void> {
  writeFixture("poseidon.json", await poseidonVectors());
  writeFixture("headers.json", headerVectors());
  writeFixture("state-tries.json", await stateTrieVectors());
  writeFixture("keyed-tries.json", await keyedTrieVectors());
  const header = mainnetHeader();
  if (header) writeFixture("mainnet-header.json", header);
  writeFixture("pending-deposits.json", pendingDepositVectors());
  const states = realStateVectors();
  if (states) writeFixture("real-states.json", states);
  const circuit = await makeToyCircuit(join(FIXTURES, "toy"));
  const options = {
    verificationKey: circuit.verificationKey,
    circuitSourceHash: circuit.sourceHash,
    keyKind: "development",
  } as const;
  writeText(GENERATED, generateBatchVerifier({ ...options, contractName: "ToyVerifier" }));
  writeFixture("toy-batch.json", { batch: await toyBatch(circuit) });
  writeFixture("toy-report.json", await makeToyReport(circuit, "ToyVerifier.sol:ToyVerifier"));
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
