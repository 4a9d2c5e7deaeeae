/**
 * The Groth16 half of a bundle: every page's proof against the verification key, by snarkjs, and the key against
 * the one that the caller trusts.
 * @module
 */
import * as snarkjs from "snarkjs";
import { BASE_FIELD_ORDER } from "../bn254.ts";
import { canonicalJson } from "./canonical-json.ts";
import type { Bundle, Groth16Proof, VerificationKey } from "./schema.ts";
import { FieldRangeError, KeyNotTrustedError, ProofInvalidError } from "./verify-errors.ts";

/**
 * Without a trusted key the bundle is only checked against its own, and its maker may hold that key's secrets.
 * @throws KeyNotTrustedError
 */
export function checkTrustedKey({ manifest, verificationKey }: Bundle, trusted: VerificationKey): void {
  if (keyContent(verificationKey) !== keyContent(trusted)) {
    throw new KeyNotTrustedError(manifest.key.id, manifest.circuit.size);
  }
}

/**
 * @param onPage Called after each page, with the number of pages done.
 * @throws ProofInvalidError, FieldRangeError
 */
export async function checkProofs(
  { pages, verificationKey }: Pick<Bundle, "pages" | "verificationKey">,
  onPage: (pagesDone: number) => void,
): Promise<void> {
  for (const [i, { proof, publicSignals }] of pages.entries()) {
    checkCoordinates(proof, i + 1);
    let holds: boolean;
    try {
      holds =
        (await isInSubgroup(proof)) && (await snarkjs.groth16.verify(verificationKey, publicSignals, proof));
    } catch (cause) {
      throw new ProofInvalidError(i + 1, pages.length, cause);
    }
    if (!holds) throw new ProofInvalidError(i + 1, pages.length);
    onPage(i + 1);
  }
}

/** snarkjs reduces coordinates silently; the precompiles of the chain refuse them. */
function checkCoordinates({ pi_a, pi_b, pi_c }: Groth16Proof, page: number): void {
  for (const text of [...pi_a, ...pi_b.flat(), ...pi_c]) {
    const value = BigInt(text);
    if (value >= BASE_FIELD_ORDER)
      throw new FieldRangeError(`A coordinate in the proof of page ${page}`, value);
  }
}

/** The part of ffjavascript's curve, which snarkjs passes on without types, that is used here. */
interface CurveOfSnarkjs {
  readonly r: bigint;
  readonly G2: {
    fromObject(point: bigint[][]): Uint8Array;
    isValid(point: Uint8Array): boolean;
    isZero(point: Uint8Array): boolean;
    timesScalar(point: Uint8Array, scalar: bigint): Uint8Array;
  };
}
const { getCurveFromName } = (
  snarkjs as unknown as { curves: { getCurveFromName(name: "bn128"): Promise<CurveOfSnarkjs> } }
).curves;

/** On the curve is not enough in G2, whose cofactor is not 1: snarkjs leaves this out, the chain does not. */
async function isInSubgroup({ pi_b }: Groth16Proof): Promise<boolean> {
  const { G2, r } = await getCurveFromName("bn128");
  const b = G2.fromObject(pi_b.map((pair) => pair.map(BigInt)));
  return G2.isValid(b) && G2.isZero(G2.timesScalar(b, r));
}

function keyContent({ vk_alphabeta_12: _, ...key }: VerificationKey): string {
  return canonicalJson(key);
}
