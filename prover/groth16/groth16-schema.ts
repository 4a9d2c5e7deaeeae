/**
 * Schema of a Groth16 proof over BN254 and its points. Strict, with one spelling for each value; checked before a proof
 * from any source is verified.
 * @module
 */
import { z } from "zod";

/** 78 digits hold any 256-bit number. */
export const decimal = z
  .string()
  .max(78)
  .regex(/^(0|[1-9][0-9]*)$/, "expected a decimal number as a string");

export const g1 = z.tuple([decimal, decimal, z.literal("1")]);
export const g2 = z.tuple([
  z.tuple([decimal, decimal]),
  z.tuple([decimal, decimal]),
  z.tuple([z.literal("1"), z.literal("0")]),
]);

/** As snarkjs writes it: pi_b is [[x.c0, x.c1], [y.c0, y.c1], [1, 0]]. The point at infinity is not representable. */
export const groth16ProofSchema = z.strictObject({
  pi_a: g1,
  pi_b: g2,
  pi_c: g1,
  protocol: z.literal("groth16"),
  curve: z.literal("bn128"),
});

export type Groth16Proof = z.infer<typeof groth16ProofSchema>;
