/**
 * Real Groth16 proofs for any 16 public inputs, in milliseconds: keys of a circuit that constrains nothing about
 * them. What a bundle's verifier does with proofs is the same for this circuit and for `reserves-page`.
 * @module
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import * as snarkjs from "snarkjs";
import { type Groth16Proof, groth16ProofSchema } from "../../prover/groth16/groth16-schema.ts";
import { type VerificationKey, verificationKeySchema } from "../../prover/groth16/verification-key.ts";

const CIRCUIT = `pragma circom 2.2.0;
template Toy() {
  signal input claims[16];
  signal input x;
  signal square <== x * x;
  square === claims[0] * claims[0];
}
component main {public [claims]} = Toy();
`;

export interface ToyGroth16 {
  readonly verificationKey: VerificationKey;
  prove(publicSignals: readonly string[]): Promise<Groth16Proof>;
}

/** Compiles the circuit and makes keys: about two seconds. Two calls give two different keys. */
export async function makeToyGroth16(): Promise<ToyGroth16> {
  const folder = mkdtempSync(join(tmpdir(), "toy-groth16-"));
  try {
    writeFileSync(join(folder, "toy.circom"), CIRCUIT);
    const circom = join(dirname(createRequire(import.meta.url).resolve("circom2/package.json")), "cli.js");
    execFileSync(process.execPath, [circom, "toy.circom", "--r1cs", "--wasm"], {
      cwd: folder,
      stdio: "ignore",
    });
    const wasm = readFileSync(join(folder, "toy_js", "toy.wasm"));
    const zkey = await makeZkey(readFileSync(join(folder, "toy.r1cs")));
    const verificationKey = verificationKeySchema.parse(await snarkjs.zKey.exportVerificationKey(zkey));
    return {
      verificationKey,
      async prove(claims) {
        const inputs = { claims: [...claims], x: claims[0]! };
        const { proof } = await snarkjs.groth16.fullProve(inputs, wasm, zkey);
        return groth16ProofSchema.parse(proof);
      },
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface MemoryFile {
  type: "mem";
  data?: Uint8Array;
}

/** With a contribution to each phase: without, the key would be the same for all and prove anything. */
async function makeZkey(r1cs: Uint8Array): Promise<Uint8Array> {
  const [empty, contributed, prepared, initial, final] = Array.from({ length: 5 }, memoryFile);
  const { curves } = snarkjs as unknown as { curves: { getCurveFromName(name: string): Promise<unknown> } };
  await snarkjs.powersOfTau.newAccumulator(await curves.getCurveFromName("bn128"), 5, empty);
  await snarkjs.powersOfTau.contribute(empty, contributed, "test", `${Math.random()}`);
  await snarkjs.powersOfTau.preparePhase2(contributed, prepared);
  await snarkjs.zKey.newZKey({ type: "mem", data: r1cs }, prepared, initial);
  await snarkjs.zKey.contribute(initial as never, final as never, "test", `${Math.random()}`);
  return final!.data!;
}

function memoryFile(): MemoryFile {
  return { type: "mem" };
}
