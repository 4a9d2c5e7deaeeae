/**
 * Proofs of the toy key as the contracts take them.
 * @module
 */
import { type ToyGroth16, toyGroth16 } from "../support/toy-groth16.ts";

export interface ToyCircuit extends Pick<ToyGroth16, "circuitSourceHash" | "verificationKey"> {
  /** @returns a.x, a.y, b.x.c1, b.x.c0, b.y.c1, b.y.c0, c.x, c.y. */
  prove(inputs: readonly bigint[]): Promise<bigint[]>;
}

export async function toyCircuit(): Promise<ToyCircuit> {
  const toy = await toyGroth16();
  return {
    circuitSourceHash: toy.circuitSourceHash,
    verificationKey: toy.verificationKey,
    async prove(inputs) {
      const { pi_a: a, pi_b: b, pi_c: c } = await toy.prove(inputs.map(String));
      return [a[0], a[1], b[0][1], b[0][0], b[1][1], b[1][0], c[0], c[1]].map(BigInt);
    },
  };
}
