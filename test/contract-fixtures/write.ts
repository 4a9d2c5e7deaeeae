/**
 * Writes what the forge tests read: build/fixtures/*.json and verifier-contracts/generated/ToyVerifier.sol.
 * Runs before `forge test`; does nothing when its sources have not changed.
 * @module
 */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { encodeAbiParameters, parseAbiParameters } from "viem";
import { REPOSITORY_ROOT } from "../../scripts/circuits/repository-root.ts";
import { generateBatchVerifier } from "../../scripts/export-verifier/generate-batch-verifier.ts";
import { FIXTURES, writeFixture, writeText } from "./fixture-file.ts";
import { realStateVectors } from "./real-states.ts";
import { makeToyCircuit, type ToyCircuit } from "./toy-circuit.ts";
import { makeToyReport } from "./toy-report.ts";
import { headerVectors, poseidonVectors } from "./vectors.ts";

const GENERATED = join(REPOSITORY_ROOT, "verifier-contracts/generated/ToyVerifier.sol");
const STAMP = join(FIXTURES, "stamp.txt");
const SOURCES = [
  ...["test/contract-fixtures", "scripts/export-verifier", "scripts/development-keys"].flatMap(filesOf),
  "prover/submit/reserves-oracle-abi.ts",
];

const stamp = hashSources();
const isCurrent = existsSync(STAMP) && existsSync(GENERATED) && readFileSync(STAMP, "utf8") === stamp;
if (!isCurrent) {
  await writeAll();
  writeText(STAMP, stamp);
}
console.log(isCurrent ? "Contract fixtures are current." : `Wrote contract fixtures to ${FIXTURES}.`);
// snarkjs keeps its curve's worker threads alive.
process.exit(0);

async function writeAll(): Promise<void> {
  writeFixture("poseidon.json", await poseidonVectors());
  writeFixture("headers.json", headerVectors());
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

function filesOf(folder: string): string[] {
  return readdirSync(join(REPOSITORY_ROOT, folder)).map((name) => `${folder}/${name}`);
}

function hashSources(): string {
  const hash = createHash("sha256");
  for (const path of SOURCES.sort()) {
    hash.update(`${path}\n`).update(readFileSync(join(REPOSITORY_ROOT, path)));
  }
  return hash.digest("hex");
}
