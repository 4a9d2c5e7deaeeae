/**
 * `evidence.json` of `discover`.
 * @module
 */
import { type BundleDeployment, deploymentFileSchema } from "../bundle/deployment-schema.ts";
import { readText } from "../read-text.ts";
import { jsonIn, type Refuse, shaped } from "../shaped-json.ts";
import { EvidenceFileError } from "./declared-errors.ts";

/** @throws EvidenceFileError */
export async function readEvidence(path: string): Promise<BundleDeployment> {
  const refuse: Refuse = (reason, cause) => new EvidenceFileError(path, reason, cause);
  return shaped(jsonIn(await readText(path, refuse), refuse), deploymentFileSchema, refuse);
}
