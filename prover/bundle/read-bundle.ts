/**
 * Reads a bundle folder: every byte of every file is accounted for before a value is used. bundle.json must be
 * the canonical form of its own values and carry their digest; every other file must have the SHA-256 that
 * bundle.json names. What the values MEAN is checked by `verifyBundle`, not here.
 * @module
 */
import { realpath } from "node:fs/promises";
import { z } from "zod";
import { FILE_LIMIT_BYTES, readBundleFile } from "./bundle-files.ts";
import { canonicalJson, sha256Hex } from "./canonical-json.ts";
import {
  BundleDigestError,
  BundleFileChangedError,
  BundleMalformedError,
  BundleNotFoundError,
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
  verificationKeySchema,
} from "./schema.ts";

/**
 * @param folder The folder that `writeBundle` wrote.
 * @throws BundleNotFoundError, BundleVersionError, BundleMalformedError, BundleDigestError,
 *   BundleFileChangedError, BundleFileUnreadableError, BundleFileTooLargeError
 */
export async function readBundle(folder: string): Promise<Bundle> {
  const realFolder = await realpath(folder).catch((cause) => {
    throw new BundleNotFoundError(folder, cause);
  });
  const manifest = await readManifest(realFolder);
  const read = <T>(ref: FileReference, limitBytes: number, schema: z.ZodType<T>) =>
    readReferenced(realFolder, ref, limitBytes, schema);

  const pages: BundlePage[] = [];
  for (const page of manifest.pages) pages.push(await read(page, FILE_LIMIT_BYTES.page, pageFileSchema));
  return {
    manifest,
    registry: await read(manifest.registry, FILE_LIMIT_BYTES.registry, registryFileSchema),
    pages,
    execution:
      manifest.execution && (await read(manifest.execution, FILE_LIMIT_BYTES.execution, executionFileSchema)),
    verificationKey: await read(manifest.key, FILE_LIMIT_BYTES.verificationKey, verificationKeySchema),
  };
}

/** The digest that belongs into a manifest: SHA-256 of the canonical form of everything but the digest. */
export function manifestDigest(manifest: z.infer<typeof manifestBodySchema>): string {
  return sha256Hex(canonicalJson(manifestBodySchema.parse(manifest)));
}

/** bundle.json alone, with its digest checked. `folder` is a real path. */
export async function readManifest(folder: string): Promise<BundleManifest> {
  const bytes = await readBundleFile(folder, MANIFEST_FILE, FILE_LIMIT_BYTES.manifest).catch((cause) => {
    if (isMissing(cause)) throw new BundleNotFoundError(folder, cause);
    throw cause;
  });
  const value = parseJson(MANIFEST_FILE, bytes);
  checkVersion(value);
  const manifest = parseShape(MANIFEST_FILE, value, manifestSchema);
  const { digest, ...body } = manifest;
  const computed = manifestDigest(body);
  if (computed !== digest || !bytes.equals(Buffer.from(canonicalJson(manifest)))) {
    throw new BundleDigestError(digest, computed);
  }
  return manifest;
}

interface FileReference {
  readonly file: string;
  readonly sha256: string;
}

async function readReferenced<T>(
  folder: string,
  { file, sha256 }: FileReference,
  limitBytes: number,
  schema: z.ZodType<T>,
): Promise<T> {
  const bytes = await readBundleFile(folder, file, limitBytes);
  const computed = sha256Hex(bytes);
  if (computed !== sha256) throw new BundleFileChangedError(file, sha256, computed);
  return parseShape(file, parseJson(file, bytes), schema);
}

/** Ahead of the schema: a later version may have any shape, and "unknown version" is what helps the reader. */
function checkVersion(value: unknown): void {
  const { format, version } = z
    .looseObject({ format: z.unknown().optional(), version: z.unknown().optional() })
    .catch({})
    .parse(value);
  if (format !== BUNDLE_FORMAT) {
    throw new BundleMalformedError(MANIFEST_FILE, `its format is not "${BUNDLE_FORMAT}"`);
  }
  if (version !== BUNDLE_VERSION) {
    throw new BundleVersionError(`version ${JSON.stringify(version)}`, `version ${BUNDLE_VERSION}`);
  }
}

function parseJson(file: string, bytes: Buffer): unknown {
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

function isMissing(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && "code" in cause && (cause.code === "ENOENT" || cause.code === "ENOTDIR");
}
