/**
 * Loads a bundle from any storage and checks every byte before a value is used. bundle.json must be in canonical form
 * and carry its digest; every other file must have the SHA-256 that bundle.json lists. The meaning of the values is
 * checked by `verifyBundle`, not here. Also runs in browsers.
 * @module
 */
import { z } from "zod";
import { canonicalJson, sha256Hex } from "../groth16/canonical-json.ts";
import { verificationKeySchema } from "../groth16/verification-key.ts";
import { shownValue } from "../shown-value.ts";
import { deploymentFileSchema } from "./deployment-schema.ts";
import { FILE_LIMIT_BYTES } from "./file-limits.ts";
import {
  BundleDigestError,
  BundleFileChangedError,
  BundleMalformedError,
  BundleVersionError,
} from "./read-errors.ts";
import {
  BUNDLE_FORMAT,
  BUNDLE_VERSION,
  type Bundle,
  type BundleManifest,
  type BundlePage,
  executionFileSchema,
  MANIFEST_FILE,
  manifestBodySchema,
  manifestSchema,
  pageFileSchema,
  registryFileSchema,
} from "./schema.ts";

/** Reads a file of the bundle by its name inside the folder; fails if it is longer than the limit. */
export type BundleFileReader = (file: string, limitBytes: number) => Promise<Uint8Array>;

/**
 * @param onFile Called after each file, with the number of files read and to read.
 * @throws BundleVersionError, BundleMalformedError, BundleDigestError, BundleFileChangedError, and what `readFile` throws.
 */
export async function loadBundle(
  readFile: BundleFileReader,
  onFile: (filesRead: number, fileCount: number) => void = () => {},
): Promise<Bundle> {
  const manifest = await loadManifest(readFile);
  const fileCount = bundleFiles(manifest).length;
  let filesRead = 1;
  const read = async <T>(ref: FileReference, limitBytes: number, schema: z.ZodType<T>) => {
    const content = await readReferenced(readFile, ref, limitBytes, schema);
    onFile(++filesRead, fileCount);
    return content;
  };

  const pages: BundlePage[] = [];
  for (const page of manifest.pages) pages.push(await read(page, FILE_LIMIT_BYTES.page, pageFileSchema));
  const { deployment } = manifest;
  return {
    manifest,
    registry: await read(manifest.registry, FILE_LIMIT_BYTES.registry, registryFileSchema),
    pages,
    execution:
      manifest.execution && (await read(manifest.execution, FILE_LIMIT_BYTES.execution, executionFileSchema)),
    deployment: deployment && (await read(deployment, FILE_LIMIT_BYTES.deployment, deploymentFileSchema)),
    verificationKey: await read(manifest.key, FILE_LIMIT_BYTES.verificationKey, verificationKeySchema),
  };
}

/** The digest of a manifest: SHA-256 of the canonical form of everything except the digest. */
export function manifestDigest(manifest: z.infer<typeof manifestBodySchema>): string {
  return sha256Hex(canonicalJson(manifestBodySchema.parse(manifest)));
}

/** bundle.json alone, with its digest checked. */
export async function loadManifest(readFile: BundleFileReader): Promise<BundleManifest> {
  const bytes = await readFile(MANIFEST_FILE, FILE_LIMIT_BYTES.manifest);
  const value = parseJson(MANIFEST_FILE, bytes);
  checkVersion(value);
  const manifest = parseShape(MANIFEST_FILE, value, manifestSchema);
  const { digest, ...body } = manifest;
  const computed = manifestDigest(body);
  if (computed !== digest || sha256Hex(bytes) !== sha256Hex(canonicalJson(manifest))) {
    throw new BundleDigestError(digest, computed);
  }
  return manifest;
}

/** Every file of a bundle, bundle.json first. */
export function bundleFiles(manifest: BundleManifest): string[] {
  const { key, registry, pages, execution, deployment } = manifest;
  const optional = [execution, deployment].filter((ref) => ref !== null && ref !== undefined);
  return [MANIFEST_FILE, ...[key, registry, ...pages, ...optional].map((ref) => ref.file)];
}

interface FileReference {
  readonly file: string;
  readonly sha256: string;
}

async function readReferenced<T>(
  readFile: BundleFileReader,
  { file, sha256 }: FileReference,
  limitBytes: number,
  schema: z.ZodType<T>,
): Promise<T> {
  const bytes = await readFile(file, limitBytes);
  const computed = sha256Hex(bytes);
  if (computed !== sha256) throw new BundleFileChangedError(file, sha256, computed);
  return parseShape(file, parseJson(file, bytes), schema);
}

/** Checked before the schema: a later version may have any shape, and "unknown version" is the helpful error. */
function checkVersion(value: unknown): void {
  const { format, version } = z
    .looseObject({ format: z.unknown().optional(), version: z.unknown().optional() })
    .catch({})
    .parse(value);
  if (format !== BUNDLE_FORMAT) {
    throw new BundleMalformedError(MANIFEST_FILE, `its format is not "${BUNDLE_FORMAT}"`);
  }
  if (version !== BUNDLE_VERSION) {
    throw new BundleVersionError(`version ${shownValue(version)}`, `version ${BUNDLE_VERSION}`);
  }
}

function parseJson(file: string, bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch (cause) {
    throw new BundleMalformedError(file, "it is not JSON", cause);
  }
}

function parseShape<T>(file: string, value: unknown, schema: z.ZodType<T>): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const at = issue?.path.length ? ` at ${issue.path.join(".")}` : "";
  throw new BundleMalformedError(file, `${issue?.message ?? "unexpected shape"}${at}`, result.error);
}
