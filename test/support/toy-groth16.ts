/**
 * Real Groth16 proofs for any 16 public inputs, in milliseconds: keys of a circuit that constrains nothing about
 * them (any-sixteen.circom). What verifies proofs does the same for this circuit and for `reserves-page`.
 * @module
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { groth16 } from "snarkjs";
import { SCALAR_FIELD_ORDER } from "../../prover/groth16/bn254.ts";
import { type Groth16Proof, groth16ProofSchema } from "../../prover/groth16/groth16-schema.ts";
import { type VerificationKey, verificationKeySchema } from "../../prover/groth16/verification-key.ts";
import { type CircuitManifest, compileCircuit } from "../../scripts/circuits/compile-circuit.ts";
import { REPOSITORY_ROOT } from "../../scripts/circuits/repository-root.ts";
import { makeDevelopmentKeys } from "../../scripts/development-keys/make-development-keys.ts";
import { madeOnce } from "./made-once.ts";
import { hashOfFiles, hashOfModules } from "./source-hash.ts";

const CIRCUIT = "test/support/any-sixteen.circom";

export interface ToyGroth16 {
  readonly circuitSourceHash: string;
  readonly verificationKey: VerificationKey;
  prove(publicSignals: readonly string[]): Promise<Groth16Proof>;
}

/** @param which  two names have two keys; one name has the same key in every test, until something changes it is made of. */
export async function toyGroth16(which: "one" | "another" = "one"): Promise<ToyGroth16> {
  const folder = await toyKeys(which);
  const provingKey = readFileSync(join(folder, "toy.zkey"));
  const json = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), "utf8"));
  return {
    circuitSourceHash: (json("circuit/circuit.json") as CircuitManifest).sourceHash,
    verificationKey: verificationKeySchema.parse(json("verification-key.json")),
    async prove(publicSignals) {
      const inputs = publicSignals.map(BigInt);
      const sum = inputs.reduce((total, input, k) => total + BigInt(k + 1) * input, 0n) % SCALAR_FIELD_ORDER;
      // circom's order of wires: 1, inputs, a, b. The witness generator would take as long as the proof.
      const { proof } = await groth16.prove(provingKey, witnessFile([1n, ...inputs, 1n, sum]));
      return groth16ProofSchema.parse(proof);
    },
  };
}

function toyKeys(which: string): Promise<string> {
  const makers = ["scripts/circuits/compile-circuit.ts", "scripts/development-keys/make-development-keys.ts"];
  return madeOnce("toy-groth16", [which, hashOfFiles(CIRCUIT), hashOfModules(...makers)], async (folder) => {
    const circuit = await compileCircuit(join(REPOSITORY_ROOT, CIRCUIT), join(folder, "circuit"));
    await makeDevelopmentKeys({
      r1csPath: circuit.r1csPath,
      zkeyPath: join(folder, "toy.zkey"),
      verificationKeyPath: join(folder, "verification-key.json"),
      sidecarPath: join(folder, "toy-key.json"),
      circuitSourceHash: circuit.manifest.sourceHash,
      threads: 1,
    });
  });
}

/** iden3's binary format: https://github.com/iden3/snarkjs/blob/master/src/wtns_utils.js */
function witnessFile(wires: readonly bigint[]): Uint8Array {
  const uint32 = (value: number) => Buffer.from(new Uint32Array([value]).buffer);
  const uint64 = (value: number) => Buffer.from(new BigUint64Array([BigInt(value)]).buffer);
  const element = (value: bigint) => Buffer.from(value.toString(16).padStart(64, "0"), "hex").reverse();
  const section = (id: number, content: Buffer) => [uint32(id), uint64(content.length), content];
  const header = Buffer.concat([uint32(32), element(SCALAR_FIELD_ORDER), uint32(wires.length)]);
  return Buffer.concat([
    Buffer.from("wtns"),
    uint32(2),
    uint32(2),
    ...section(1, header),
    ...section(2, Buffer.concat(wires.map(element))),
  ]);
}
