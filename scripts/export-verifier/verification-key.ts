/**
 * Reads a snarkjs Groth16 verification key and rejects keys whose verifier would accept nothing, or everything.
 * @module
 */
import { z } from "zod";
import { PUBLIC_INPUT_COUNT } from "../../prover/groth16/verification-key.ts";
import { type G1, type G2, isOnG1, isOnTwist } from "./bn254.ts";
import { VerificationKeyInvalidError, VerificationKeyUnsafeError } from "./errors.ts";

export interface VerificationKey {
  readonly alpha: G1;
  readonly beta: G2;
  readonly gamma: G2;
  readonly delta: G2;
  /** One point more than there are public inputs. */
  readonly ic: readonly G1[];
}

const coordinate = z.string().regex(/^\d+$/).transform(BigInt);
// snarkjs writes projective points; a finished key always has z = 1.
const g1 = z.tuple([coordinate, coordinate, z.literal("1")]);
const fp2 = z.tuple([coordinate, coordinate]);
const g2 = z.tuple([fp2, fp2, z.tuple([z.literal("1"), z.literal("0")])]);

const schema = z.object({
  protocol: z.literal("groth16"),
  curve: z.literal("bn128"),
  nPublic: z.literal(PUBLIC_INPUT_COUNT),
  vk_alpha_1: g1,
  vk_beta_2: g2,
  vk_gamma_2: g2,
  vk_delta_2: g2,
  IC: z.array(g1).length(PUBLIC_INPUT_COUNT + 1),
});

/**
 * @param text The JSON of the key file.
 * @throws VerificationKeyInvalidError if it is not such a key or a point is not on its curve.
 * @throws VerificationKeyUnsafeError when phase 2 was never contributed to (gamma = delta).
 */
export function parseVerificationKey(text: string): VerificationKey {
  const raw = schema.safeParse(parseJson(text));
  if (!raw.success) {
    const issue = raw.error.issues[0];
    throw new VerificationKeyInvalidError(`${issue?.path.join(".") || "file"}: ${issue?.message}`);
  }
  const { vk_alpha_1, vk_beta_2, vk_gamma_2, vk_delta_2, IC } = raw.data;
  const affine = ([x, y]: readonly [bigint, bigint, string]): G1 => [x, y];
  const key: VerificationKey = {
    alpha: affine(vk_alpha_1),
    beta: [vk_beta_2[0], vk_beta_2[1]],
    gamma: [vk_gamma_2[0], vk_gamma_2[1]],
    delta: [vk_delta_2[0], vk_delta_2[1]],
    ic: IC.map(affine),
  };
  requireOnCurve(key);
  if (key.gamma.flat().join() === key.delta.flat().join()) {
    // Then only e(IC(x) + C, gamma) is checked, and C can cancel any public input.
    throw new VerificationKeyUnsafeError("gamma equals delta, so phase 2 has no contribution");
  }
  return key;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new VerificationKeyInvalidError(`file: ${cause instanceof Error ? cause.message : "no JSON"}`);
  }
}

function requireOnCurve(key: VerificationKey): void {
  const points: [name: string, valid: boolean][] = [
    ["vk_alpha_1", isOnG1(key.alpha)],
    ["vk_beta_2", isOnTwist(key.beta)],
    ["vk_gamma_2", isOnTwist(key.gamma)],
    ["vk_delta_2", isOnTwist(key.delta)],
    ...key.ic.map((point, k): [string, boolean] => [`IC.${k}`, isOnG1(point)]),
  ];
  const wrong = points.find(([, valid]) => !valid);
  if (wrong) throw new VerificationKeyInvalidError(`${wrong[0]}: not a point of the curve`);
}
