/**
 * Real Groth16 proofs for any 16 public inputs, in milliseconds, by whoever holds the secrets of the key: what such keys
 * must never be made for, and what tests of verifiers need. What verifies proofs does the same for this key and for one
 * of `reserves-page`. Source: Groth, "On the Size of Pairing-based Non-interactive Arguments", section 3.2, the simulator.
 * @module
 */
import { createHash } from "node:crypto";
import { bn254 } from "@noble/curves/bn254";
import { SCALAR_FIELD_ORDER } from "../../prover/groth16/bn254.ts";
import type { Groth16Proof } from "../../prover/groth16/groth16-schema.ts";
import { PUBLIC_INPUT_COUNT, type VerificationKey } from "../../prover/groth16/verification-key.ts";

const { G1, G2 } = bn254;
const { Fr } = bn254.fields;

export interface ToyGroth16 {
  readonly circuitSourceHash: string;
  readonly verificationKey: VerificationKey;
  prove(publicSignals: readonly string[]): Promise<Groth16Proof>;
}

/** @param which  two names have two keys; one name has the same key everywhere, and a statement the same proof. */
export async function toyGroth16(which: "one" | "another" = "one"): Promise<ToyGroth16> {
  const secret = (name: string) => scalarOf("toy key", which, name);
  const alpha = secret("alpha");
  const beta = secret("beta");
  const gamma = secret("gamma");
  const delta = secret("delta");
  const inputs = Array.from({ length: PUBLIC_INPUT_COUNT + 1 }, (_, k) => secret(`input ${k}`));
  return {
    circuitSourceHash: createHash("sha256").update(`toy circuit ${which}`).digest("hex"),
    verificationKey: {
      protocol: "groth16",
      curve: "bn128",
      nPublic: PUBLIC_INPUT_COUNT,
      vk_alpha_1: inG1(alpha),
      vk_beta_2: inG2(beta),
      vk_gamma_2: inG2(gamma),
      vk_delta_2: inG2(delta),
      IC: inputs.map((scalar) => inG1(Fr.div(scalar, gamma))),
    },
    async prove(publicSignals) {
      const statement = [1n, ...publicSignals.map(BigInt)];
      const a = scalarOf("a", which, ...publicSignals);
      const b = scalarOf("b", which, ...publicSignals);
      // a · b = alpha · beta + (sum of the statement's terms) + c · delta, in the exponents of the pairing.
      const terms = inputs.reduce(
        (sum, scalar, k) => Fr.add(sum, Fr.mul(scalar, Fr.create(statement[k]!))),
        0n,
      );
      const c = Fr.div(Fr.sub(Fr.sub(Fr.mul(a, b), Fr.mul(alpha, beta)), terms), delta);
      return { pi_a: inG1(a), pi_b: inG2(b), pi_c: inG1(c), protocol: "groth16", curve: "bn128" };
    },
  };
}

/** Never 0, since a hash does not fall on it. */
function scalarOf(...names: readonly string[]): bigint {
  const digest = createHash("sha256").update(JSON.stringify(names)).digest("hex");
  return BigInt(`0x${digest}`) % SCALAR_FIELD_ORDER;
}

function inG1(scalar: bigint): VerificationKey["vk_alpha_1"] {
  const { x, y } = G1.ProjectivePoint.BASE.multiply(scalar).toAffine();
  return [String(x), String(y), "1"];
}

function inG2(scalar: bigint): VerificationKey["vk_beta_2"] {
  const { x, y } = G2.ProjectivePoint.BASE.multiply(scalar).toAffine();
  return [
    [String(x.c0), String(x.c1)],
    [String(y.c0), String(y.c1)],
    ["1", "0"],
  ];
}
