/**
 * Checks that a proof is the one of a planned page: its form, its public signals against the plan, the proof against
 * the verification key. Its origin does not matter.
 * @module
 */
import { z } from "zod";
import { decimal, type Groth16Proof, groth16ProofSchema } from "../groth16/groth16-schema.ts";
import { coordinateOutOfRange, proofHolds } from "../groth16/proof-holds.ts";
import type { PageKeys } from "../keys/load-keys.ts";
import type { PlannedPage } from "../plan/plan-pages.ts";
import { toPublicSignals } from "../plan/public-inputs.ts";
import { PageProofInvalidError } from "./errors.ts";

export interface PageProof {
  readonly page: PlannedPage;
  readonly proof: Groth16Proof;
  /** In circuit order, decimal. */
  readonly publicSignals: string[];
}

const rawPageProofSchema = z.object({ proof: groth16ProofSchema, publicSignals: z.array(decimal).max(64) });

/**
 * @param raw  an untrusted value, expected to be a RawPageProof.
 * @throws PageProofInvalidError
 */
export async function checkPageProof(
  page: PlannedPage,
  raw: unknown,
  { verificationKey }: Pick<PageKeys, "verificationKey">,
): Promise<PageProof> {
  const refuse = (reason: string) => new PageProofInvalidError(page.number, reason);
  return { page, ...(await checkProof(raw, toPublicSignals(page.publicInputs), verificationKey, refuse)) };
}

/**
 * @param planned  expected public signals, decimal, in circuit order.
 * @throws the error that `refuse` creates from the reason.
 */
export async function checkProof(
  raw: unknown,
  planned: readonly string[],
  verificationKey: object,
  refuse: (reason: string) => Error,
): Promise<Omit<PageProof, "page">> {
  const parsed = rawPageProofSchema.safeParse(raw);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw refuse(
      `it does not have the form of a proof (${issue!.path.join(".") || "whole value"}: ${issue!.message})`,
    );
  }
  const { proof, publicSignals } = parsed.data;
  if (publicSignals.join() !== planned.join()) throw refuse("its public signals are not the planned ones");
  const outOfRange = coordinateOutOfRange(proof);
  if (outOfRange !== undefined) throw refuse(`the coordinate ${outOfRange} is not in the base field`);
  // snarkjs throws for some points that are not on the curve.
  if (!(await proofHolds(verificationKey, publicSignals, proof).catch(() => false))) {
    throw refuse("the verification key rejects it");
  }
  return { proof, publicSignals };
}
