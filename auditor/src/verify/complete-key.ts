/**
 * Completes a key read from a contract's code, and requires the hash that the contract stores.
 * @module
 */

import type { Bundle } from "../../../prover/bundle/schema.ts";
import { BadInputError } from "../../../prover/errors.ts";
import type { VerificationKey } from "../../../prover/groth16/verification-key.ts";
import { verificationKeySha256 } from "../../../prover/groth16/verification-key-hash.ts";
import type { VerifyingCurve } from "../../../prover/groth16/verifying-curve.ts";

/** The key read from the code does not have the hash that the contract stores. */
export class KeyNotInCodeError extends BadInputError {
  readonly code = "KEY_NOT_IN_CODE";
  constructor(
    readonly expected: string,
    readonly found: string,
  ) {
    super(`The verifier stores the key hash ${expected}, but the key in its code has ${found}.`, {
      hints: ["Open the bundle of this report instead: ask its publisher for it."],
    });
  }
}

/** @throws KeyNotInCodeError */
export function completeKey(bundle: Bundle, curve: VerifyingCurve): Bundle {
  const { verificationKey: key, manifest } = bundle;
  const verificationKey: VerificationKey = { ...key, vk_alphabeta_12: alphaBeta(key, curve) };
  const found = verificationKeySha256(verificationKey);
  if (found !== manifest.key.sha256) throw new KeyNotInCodeError(manifest.key.sha256, found);
  return { ...bundle, verificationKey };
}

/** e(alpha, beta), which snarkjs exports and hashes with the key. */
function alphaBeta({ vk_alpha_1, vk_beta_2 }: VerificationKey, curve: VerifyingCurve) {
  const alpha = curve.G1.fromObject(vk_alpha_1.map(BigInt));
  const beta = curve.G2.fromObject(vk_beta_2.map((pair) => pair.map(BigInt)));
  return curve.Gt.toObject(curve.pairing(alpha, beta)).map((half) =>
    half.map(([c0, c1]): [string, string] => [String(c0), String(c1)]),
  );
}
