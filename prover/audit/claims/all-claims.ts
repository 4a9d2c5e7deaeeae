/**
 * Every claim of an audit, in the order of the report: the bundle itself, block, validators, amounts, keys, and last
 * the oracle's report.
 * @module
 */
import type { Claim } from "../claim.ts";
import { BLOCK_CLAIMS } from "./block-claims.ts";
import { BUNDLE_CLAIMS } from "./bundle-claims.ts";
import { EXECUTION_CLAIMS } from "./execution-claims.ts";
import { KEY_CLAIMS } from "./key-claims.ts";
import { PAGE_CLAIMS } from "./page-claims.ts";
import { REGISTRY_CLAIMS } from "./registry-claims.ts";
import { REPORT_CLAIM } from "./report-claim.ts";

export const ALL_CLAIMS: readonly Claim[] = [
  ...BUNDLE_CLAIMS,
  ...BLOCK_CLAIMS,
  ...REGISTRY_CLAIMS,
  ...PAGE_CLAIMS,
  ...EXECUTION_CLAIMS,
  ...KEY_CLAIMS,
  REPORT_CLAIM,
];
