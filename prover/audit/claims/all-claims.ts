/**
 * Every claim of an audit, in the order of the report: the bundle itself, block, validators, amounts, keys, and last
 * the oracle's report. A bundle of deployed contracts has claims of its own instead of those about an oracle.
 * @module
 */
import type { Bundle } from "../../bundle/schema.ts";
import type { Claim } from "../claim.ts";
import { BLOCK_CLAIMS } from "./block-claims.ts";
import { BUNDLE_CLAIMS } from "./bundle-claims.ts";
import { DEPLOYMENT_CLAIMS, OPINION_CLAIM } from "./deployment-claims.ts";
import { EXECUTION_CLAIMS } from "./execution-claims.ts";
import { KEY_CLAIMS } from "./key-claims.ts";
import { PAGE_CLAIMS } from "./page-claims.ts";
import { REGISTRY_CLAIMS } from "./registry-claims.ts";
import { REPORT_CLAIM } from "./report-claim.ts";

/** Of the bundle of an oracle, or of validators alone. */
export const ALL_CLAIMS: readonly Claim[] = [
  ...BUNDLE_CLAIMS,
  ...BLOCK_CLAIMS,
  ...REGISTRY_CLAIMS,
  ...PAGE_CLAIMS,
  ...EXECUTION_CLAIMS,
  ...KEY_CLAIMS,
  REPORT_CLAIM,
];

const OF_ORACLE = new Set(["execution", "consolidations", "block-of-spurt", "key-of-oracle"]);

/** Of a bundle of contracts that others deployed. */
export const DEPLOYED_CLAIMS: readonly Claim[] = [
  ...BUNDLE_CLAIMS,
  ...BLOCK_CLAIMS,
  ...DEPLOYMENT_CLAIMS,
  ...PAGE_CLAIMS,
  ...KEY_CLAIMS,
].filter(({ id }) => !OF_ORACLE.has(id));

export function claimsOf({ deployment }: Bundle): readonly Claim[] {
  if (deployment === undefined) return ALL_CLAIMS;
  return deployment.registeredIn === undefined ? DEPLOYED_CLAIMS : [...DEPLOYED_CLAIMS, OPINION_CLAIM];
}
