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
  const provingKey = readFileSync(zkeyPath);
  return {
    sourceHash: circuit.manifest.sourceHash,
    verificationKey: readFileSync(verificationKeyPath, "utf8"),
    async prove(inputs) {
      const sum = inputs.reduce((total, input, k) => total + BigInt(k + 1) * input, 0n) % R;
      // circom's order of wires; its witness generator takes as long as the proof.
      const { proof } = await groth16.prove(provingKey, witnessFile([1n, ...inputs, 1n, sum]));
      const [a, b, c] = [proof.pi_a, proof.pi_b, proof.pi_c];
      return [a[0], a[1], b[0]?.[1], b[0]?.[0], b[1]?.[1], b[1]?.[0], c[0], c[1]].map((word) =>
        BigInt(word ?? "missing"),
      );
    },
  };
}

/** iden3's binary format: https://github.com/iden3/snarkjs/blob/master/src/wtns_utils.js */
function witnessFile(wires: readonly bigint[]): Uint8Array {
  const uint32 = (value: number) => Buffer.from(new Uint32Array([value]).buffer);
  const uint64 = (value: number) => Buffer.from(new BigUint64Array([BigInt(value)]).buffer);
  const element = (value: bigint) => Buffer.from(value.toString(16).padStart(64, "0"), "hex").reverse();
  const section = (id: number, content: Buffer) => [uint32(id), uint64(content.length), content];
  const header = Buffer.concat([uint32(32), element(R), uint32(wires.length)]);
  return Buffer.concat([
    Buffer.from("wtns"),
    uint32(2),
    uint32(2),
    ...section(1, header),
    ...section(2, Buffer.concat(wires.map(element))),
  ]);
}
