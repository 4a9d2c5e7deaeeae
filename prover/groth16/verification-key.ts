/**
 * The form of a verification key of `reserves-page`, as snarkjs exports it: strict, one spelling a value.
 * @module
 */
import { z } from "zod";
import { decimal, g1, g2 } from "./groth16-schema.ts";

/** Public inputs of `reserves-page`: circuits/README.md names them. The Solidity side is fixed to it too. */
export const PUBLIC_INPUT_COUNT = 16;

export const verificationKeySchema = z.strictObject({
  protocol: z.literal("groth16"),
  curve: z.literal("bn128"),
  nPublic: z.literal(PUBLIC_INPUT_COUNT),
  vk_alpha_1: g1,
  vk_beta_2: g2,
  vk_gamma_2: g2,
  vk_delta_2: g2,
  /** e(alpha, beta): exported by snarkjs, not used by its verifier. */
  vk_alphabeta_12: z
    .array(z.array(z.tuple([decimal, decimal])).length(3))
    .length(2)
    .optional(),
  IC: z.array(g1).length(PUBLIC_INPUT_COUNT + 1),
});

export type VerificationKey = z.infer<typeof verificationKeySchema>;
