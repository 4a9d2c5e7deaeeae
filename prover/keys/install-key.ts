/**
 * Installs the key of one manifest entry in the folder that `loadKeys` reads. Checked: sources, compiler and constraint
 * system of the local circuit against the manifest; then size and SHA-256 of every file. Trusted: the manifest.
 * @module
 */
import { existsSync } from "node:fs";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { canonicalJson } from "../groth16/canonical-json.ts";
import { canonicalVerificationKey, verificationKeySha256 } from "../groth16/verification-key-hash.ts";
import { makeFolder } from "../make-folder.ts";
import { PAGE_SIZES, type PageLimits } from "../plan/page-sizes.ts";
import { renameInto, requireReplaceable } from "../rename-into.ts";
import { clearUnfinished, dropUnfinished, unfinishedPath } from "../unfinished.ts";
import { writingTo } from "../writing-to.ts";
import type { CircuitFiles } from "./circuit-files.ts";
import { circuitManifestSchema } from "./circuit-manifest.ts";
import { KeyFileMismatchError, KeyFileUnreadableError, KeyOfAnotherCircuitError } from "./errors.ts";
import { type FetchProgress, fetchKeyFile } from "./fetch-key-file.ts";
import { keySidecarOf, keySidecarSchema } from "./key-sidecar.ts";
import type { KeySource } from "./key-source.ts";
import type { KeyEntry } from "./manifest.ts";
import { readKeyFile } from "./read-key-file.ts";
import { sha256OfFile } from "./sha256-of-file.ts";
import { sidecarDifference } from "./sidecar-difference.ts";

/** Well above the 5 KB of a key with 16 public inputs. */
const VERIFICATION_KEY_LIMIT_BYTES = 256 * 1024;

const circuitSchema = circuitManifestSchema.pick({ sourceHash: true, compiler: true });

/** Kept: the same complete key was already installed. */
export type KeyInstallation = "fetched" | "kept";

/**
 * @param files  files of the compiled circuit; key files of another key are replaced.
 * @throws KeysMissingError where no circuit is compiled; KeyOfAnotherCircuitError, KeyFileMismatchError,
 * KeyFileUnreadableError, OutputWriteError, and the errors of the source. The installed key is then unchanged.
 */
export function installKey(
  entry: KeyEntry,
  source: KeySource,
  files: CircuitFiles,
  onProgress?: FetchProgress,
): Promise<KeyInstallation> {
  return writingTo(dirname(files.keyManifest), () => install(entry, source, files, onProgress));
}

async function install(
  entry: KeyEntry,
  source: KeySource,
  files: CircuitFiles,
  onProgress: FetchProgress | undefined,
): Promise<KeyInstallation> {
  await requireSameCircuit(entry, files);
  const places = [files.provingKey, files.verificationKey, files.keyManifest];
  for (const path of places) await requireReplaceable(path);
  if (await isInstalled(entry, files)) {
    // A run that was killed after its last rename has not removed them.
    await removePartials(files.provingKey);
    return "kept";
  }
  const verificationKey = await fetchVerificationKey(entry, source);
  const zkey = await fetchKeyFile(source, entry.zkey, files.provingKey, onProgress);

  makeFolder(dirname(files.keyManifest));
  const [key, sidecar] = [unfinishedPath(files.verificationKey), unfinishedPath(files.keyManifest)];
  try {
    await writeFile(key, verificationKey);
    await writeFile(sidecar, canonicalJson(keySidecarOf(entry)));
    for (const path of [files.verificationKey, files.keyManifest]) await clearUnfinished(path);
    // Without its sidecar a key counts as missing, so the sidecar is removed first and written last.
    await rm(files.keyManifest, { force: true });
    await renameInto(zkey, files.provingKey);
    await renameInto(key, files.verificationKey);
    await renameInto(sidecar, files.keyManifest);
  } finally {
    for (const path of [key, sidecar]) await dropUnfinished(path);
  }
  await removePartials(files.provingKey);
  return "fetched";
}

/** Checks that the manifest's key is for the circuit compiled from the local sources. */
async function requireSameCircuit(entry: KeyEntry, files: CircuitFiles): Promise<void> {
  const { circuit, size } = entry;
  const here = await readKeyFile(size, files.manifest, circuitSchema);
  const compilerText = ({ name, version, flags }: KeyEntry["circuit"]["compiler"]) =>
    [name, version, ...flags].join(" ");
  const limits = (PAGE_SIZES as Record<string, PageLimits | undefined>)[size];
  const compared: [what: string, expected: string, found: string][] = [
    ["the number of hash slots M", String(entry.slots), String(limits?.slots)],
    ["the number of lanes L", String(entry.lanes), String(limits?.lanes)],
    ["the compiler", compilerText(circuit.compiler), compilerText(here.compiler)],
    ["the source hash", circuit.sourceHash, here.sourceHash],
    // Hashed from the file itself: the circuit's manifest was only correct at compile time.
    ["the constraint system's SHA-256", circuit.r1csSha256, await sha256OfFile(files.r1cs)],
  ];
  for (const [what, expected, found] of compared) {
    if (expected !== found) throw new KeyOfAnotherCircuitError(size, what, expected, found);
  }
}

async function isInstalled(entry: KeyEntry, files: CircuitFiles): Promise<boolean> {
  const present = [files.keyManifest, files.verificationKey, files.provingKey].every((path) =>
    existsSync(path),
  );
  if (!present) return false;
  const sidecar = keySidecarSchema.safeParse(await jsonOf(files.keyManifest));
  return (
    sidecar.success &&
    sidecarDifference(keySidecarOf(entry), sidecar.data) === undefined &&
    (await sha256OfFile(files.verificationKey)) === entry.verificationKey.sha256 &&
    (await sha256OfFile(files.provingKey)) === entry.zkey.sha256
  );
}

async function jsonOf(path: string): Promise<unknown> {
  return readFile(path, "utf8")
    .then((text): unknown => JSON.parse(text))
    .catch(() => undefined);
}

/** @returns the canonical text, which has the hash that contracts store. */
async function fetchVerificationKey(
  { verificationKey: { file, sha256 } }: KeyEntry,
  source: KeySource,
): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  const { body } = await source.open(file, 0);
  for await (const part of body) {
    parts.push(part);
    bytes += part.length;
    if (bytes > VERIFICATION_KEY_LIMIT_BYTES) {
      const reason = `a verification key has at most ${VERIFICATION_KEY_LIMIT_BYTES} bytes`;
      throw new KeyFileUnreadableError(source.name, file, reason);
    }
  }
  let key: unknown;
  let found: string;
  try {
    key = JSON.parse(Buffer.concat(parts).toString("utf8"));
    found = verificationKeySha256(key);
  } catch (cause) {
    const reason = "it is not a verification key of a reserves-page circuit";
    throw new KeyFileUnreadableError(source.name, file, reason, cause);
  }
  if (found !== sha256) throw new KeyFileMismatchError(source.name, file, "SHA-256", sha256, found);
  return canonicalVerificationKey(key);
}

/** Removes interrupted downloads of other keys. A pipe, a socket or a device is none. */
async function removePartials(place: string): Promise<void> {
  for (const entry of await readdir(dirname(place), { withFileTypes: true })) {
    const { name } = entry;
    const mayBeOne = entry.isFile() || entry.isSymbolicLink();
    if (mayBeOne && name.startsWith(`${basename(place)}.`) && name.endsWith(".partial")) {
      await rm(join(dirname(place), name), { force: true });
    }
  }
}
