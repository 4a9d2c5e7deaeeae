/**
 * A key and a prover for any-sixteen.circom: real Groth16 proofs of any sixteen public inputs, in milliseconds.
 * @module
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { groth16 } from "snarkjs";
import { compileCircuit } from "../../scripts/circuits/compile-circuit.ts";
import { REPOSITORY_ROOT } from "../../scripts/circuits/repository-root.ts";
import { makeDevelopmentKeys } from "../../scripts/development-keys/make-development-keys.ts";
import { FIXTURES } from "./fixture-file.ts";
import { refresh } from "./refresh.ts";
import { hashSources } from "./source-stamp.ts";

const FOLDER = "toy";
const R = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;

export interface ToyCircuit {
  readonly sourceHash: string;
  /** Text of the verification key file. */
  readonly verificationKey: string;
  /** @returns the proof as the contracts take it: a.x, a.y, b.x.c1, b.x.c0, b.y.c1, b.y.c0, c.x, c.y. */
  prove(inputs: readonly bigint[]): Promise<bigint[]>;
}

/** Keys are random: they stay as long as nothing changes that they are made of, and so does all that they proved. */
export async function toyCircuit(): Promise<ToyCircuit> {
  const directory = join(FIXTURES, FOLDER);
  const main = join(REPOSITORY_ROOT, "test/contract-fixtures/any-sixteen.circom");
  const circuit = await compileCircuit(main, join(directory, "circuit"));
  const zkeyPath = join(directory, "toy.zkey");
  const verificationKeyPath = join(directory, "toy-vkey.json");
  await refresh(
    `${FOLDER}/stamp.txt`,
    hashSources([
      "test/contract-fixtures/any-sixteen.circom",
      "scripts/circuits",
      "scripts/development-keys",
    ]),
    [zkeyPath, verificationKeyPath],
    () =>
      makeDevelopmentKeys({
        r1csPath: circuit.r1csPath,
        zkeyPath,
        verificationKeyPath,
        sidecarPath: join(directory, "toy-key.json"),
        circuitSourceHash: circuit.manifest.sourceHash,
        threads: 1,
      }),
  );
  return {
    sourceHash: circuit.manifest.sourceHash,
    verificationKey: readFileSync(verificationKeyPath, "utf8"),
    async prove(inputs) {
      const sum = inputs.reduce((total, input, k) => total + BigInt(k + 1) * input, 0n) % R;
      const signals = { inputs: [...inputs], a: 1n, b: sum };
      const { proof } = await groth16.fullProve(signals, circuit.wasmPath, zkeyPath);
      const [a, b, c] = [proof.pi_a, proof.pi_b, proof.pi_c];
      return [a[0], a[1], b[0]?.[1], b[0]?.[0], b[1]?.[1], b[1]?.[0], c[0], c[1]].map((word) =>
        BigInt(word ?? "missing"),
      );
    },
  };
}
