/**
 * Whether a proof is that of a planned page: its form, its public signals against the plan, the proof against the
 * verification key. Where it came from does not matter.
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
 * @param raw  a RawPageProof, if its maker is honest.
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
 * @param planned  what the proof has to say: decimal, in circuit order.
 * @throws what `refuse` makes of the reason.
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
      `it has not the form of a proof (${issue!.path.join(".") || "all of it"}: ${issue!.message})`,
    );
  }
  const { proof, publicSignals } = parsed.data;
  if (publicSignals.join() !== planned.join()) throw refuse("its public signals are not the planned ones");
  const outOfRange = coordinateOutOfRange(proof);
  if (outOfRange !== undefined) throw refuse(`the coordinate ${outOfRange} is not in the base field`);
  // snarkjs throws at some points that are not on the curve.
  if (!(await proofHolds(verificationKey, publicSignals, proof).catch(() => false))) {
    throw refuse("the verification key does not accept it");
  }
  return { proof, publicSignals };
}
