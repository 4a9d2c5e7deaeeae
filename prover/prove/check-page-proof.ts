/**
 * Whether a proof is that of a planned page: its form, its public signals against the plan, the proof against the
 * verification key. Where it came from does not matter.
 * @module
 */
import { z } from "zod";
import type { PlannedPage } from "../plan/plan-pages.ts";
import { toPublicSignals } from "../plan/public-inputs.ts";
import { PageProofInvalidError } from "./errors.ts";
import { decimal, type Groth16Proof, groth16ProofSchema } from "./groth16-schema.ts";
import type { PageKeys } from "./load-keys.ts";
import { coordinateOutOfRange, proofHolds } from "./proof-holds.ts";

export interface PageProof {
  readonly page: PlannedPage;
  readonly proof: Groth16Proof;
  /** In circuit order, decimal. */
  readonly publicSignals: string[];
}

const rawPageProofSchema = z.object({ proof: groth16ProofSchema, publicSignals: z.array(decimal).max(64) });

/**
 * @param raw  a RawPageProof, if its maker is honest.
 * @throws PageProofInvalidError
 */
export async function checkPageProof(
  page: PlannedPage,
  raw: unknown,
  { verificationKey }: Pick<PageKeys, "verificationKey">,
): Promise<PageProof> {
  const refuse = (reason: string) => new PageProofInvalidError(page.number, reason);
  const parsed = rawPageProofSchema.safeParse(raw);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw refuse(
      `it has not the form of a proof (${issue!.path.join(".") || "all of it"}: ${issue!.message})`,
    );
  }
  const { proof, publicSignals } = parsed.data;
  if (publicSignals.join() !== toPublicSignals(page.publicInputs).join()) {
    throw refuse("its public signals are not the planned ones");
  }
  const outOfRange = coordinateOutOfRange(proof);
  if (outOfRange !== undefined) throw refuse(`the coordinate ${outOfRange} is not in the base field`);
  // snarkjs throws at some points that are not on the curve.
  if (!(await proofHolds(verificationKey, publicSignals, proof).catch(() => false))) {
    throw refuse("the verification key does not accept it");
  }
  return { page, proof, publicSignals };
}
