import { readVerificationKey } from "../../../../prover/groth16/read-verification-key.ts";
import { toyGroth16 } from "../../../support/toy-groth16.ts";
import type { AttackedFile } from "../target.ts";
import { jsonFile } from "./json-file.ts";
import { asFile } from "./written-file.ts";

export async function verificationKeyAttack(): Promise<AttackedFile> {
  const { verificationKey } = await toyGroth16();
  return jsonFile("verification key", [verificationKey], async (bytes) => {
    await asFile(bytes, readVerificationKey);
    return undefined;
  });
}
