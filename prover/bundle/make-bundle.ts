/**
 * Combines the results of all stages into a bundle: names the files, hashes them and the manifest. Pure: the same parts
 * give the same bundle, byte for byte. Only the schema is checked here: call `verifyBundle` on the result before
 * publishing it.
 * @module
 */

import { canonicalJson, sha256Hex } from "../groth16/canonical-json.ts";
import { verificationKeySchema } from "../groth16/verification-key.ts";
import type { Hex } from "../hex.ts";
import { type RegistryEntry, registryToJson } from "../plan/registry.ts";
import type { ListTop } from "../state/list-top.ts";
import { type BundleDeployment, deploymentFileSchema } from "./deployment-schema.ts";
import { manifestDigest } from "./load-bundle.ts";
import {
  BUNDLE_FORMAT,
  BUNDLE_VERSION,
  type Bundle,
  type BundleExecution,
  type BundleManifest,
  type BundleManifestBody,
  type BundlePage,
  executionFileSchema,
  manifestSchema,
  pageFileSchema,
  registryFileSchema,
} from "./schema.ts";

export interface BundleParts {
  /** A `VerifiedState` fits. */
  readonly state: Pick<BundleManifest, "fork" | "header" | "blockRoot" | "listLength">;
  readonly balancesTop: Omit<ListTop, "length">;
  readonly circuit: BundleManifest["circuit"];
  readonly key: {
    readonly kind: BundleManifest["key"]["kind"];
    readonly id: string;
    /** As snarkjs exports it. */
    readonly verificationKey: unknown;
  };
  /** In registry order. */
  readonly registry: readonly RegistryEntry[];
  readonly pages: readonly PageParts[];
  /** Start value of the totals, wei; 0 without an execution layer. */
  readonly startWei: bigint;
  /** Validators before the first page, which are proved elsewhere. */
  readonly startCount: number;
  readonly execution: BundleExecution | null;
  /** Of contracts that others deployed. */
  readonly deployment?: BundleDeployment | undefined;
}

export interface PageParts {
  readonly link: Omit<BundlePage["link"], "branch"> & { readonly branch: readonly Hex[] };
  readonly balances: { readonly chunks: readonly Hex[]; readonly siblings: readonly Hex[] };
  readonly publicSignals: readonly string[];
  /** As snarkjs gives it. */
  readonly proof: unknown;
}

/** @throws ZodError if a part does not match the schema of its file: an error in the stage that made it. */
export function makeBundle(parts: BundleParts): Bundle {
  const registry = registryFileSchema.parse(registryToJson(parts.registry));
  const pages = parts.pages.map((page) => pageFileSchema.parse(page));
  const execution = parts.execution && executionFileSchema.parse(parts.execution);
  const deployment = parts.deployment && deploymentFileSchema.parse(parts.deployment);
  const verificationKey = verificationKeySchema.parse(parts.key.verificationKey);

  const { fork, header, blockRoot, listLength } = parts.state;
  const { slot, proposerIndex, parentRoot, stateRoot, bodyRoot } = header;
  const body: BundleManifestBody = {
    format: BUNDLE_FORMAT,
    version: BUNDLE_VERSION,
    fork,
    header: { slot, proposerIndex, parentRoot, stateRoot, bodyRoot },
    blockRoot,
    listLength,
    balancesTop: {
      node: parts.balancesTop.node,
      branch: [...parts.balancesTop.branch],
      levels: [...parts.balancesTop.levels],
    },
    circuit: parts.circuit,
    key: { kind: parts.key.kind, id: parts.key.id, ...referenceTo("verification-key.json", verificationKey) },
    registry: referenceTo("registry.json", registry),
    pages: pages.map((page, i) => referenceTo(`pages/${String(i + 1).padStart(4, "0")}.json`, page)),
    startWei: parts.startWei.toString(),
    startCount: parts.startCount,
    execution: execution && referenceTo("execution.json", execution),
    ...(deployment && { deployment: referenceTo("deployment.json", deployment) }),
  };
  const manifest = manifestSchema.parse({ ...body, digest: manifestDigest(body) });
  return { manifest, registry, pages, execution, deployment, verificationKey };
}

function referenceTo(file: string, content: unknown): { file: string; sha256: string } {
  return { file, sha256: sha256Hex(canonicalJson(content)) };
}
