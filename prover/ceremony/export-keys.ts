/**
 * Exports the keys of a finished ceremony in the layout that `pufeth-por setup --from` fetches, so the folder can be
 * published unchanged:
 *
 *   manifest.json                 what `keys/manifest.json` of the repository becomes; has the keys of other sizes too
 *   SIZE/proving-key.zkey         the last zkey
 *   SIZE/verification-key.json    canonical: its SHA-256 is the name of the key in bundles, contracts and manifests
 *   SIZE/key.json                 sidecar: which kind of key, of which circuit
 *
 * Keys of a circuit that is not a page circuit are written to `circuit/`, without a manifest entry.
 * @module
 */
import { existsSync } from "node:fs";
import { chmod, copyFile, mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { zKey } from "snarkjs";
import { canonicalJson } from "../groth16/canonical-json.ts";
import { canonicalVerificationKey } from "../groth16/verification-key-hash.ts";
import { type KeyDescription, type KeySidecar, keySidecarOf } from "../keys/key-sidecar.ts";
import { type KeyEntry, type KeysManifest, withKeyEntry } from "../keys/manifest.ts";
import { readKeysManifest, writeKeysManifest } from "../keys/manifest-file.ts";
import { sha256OfFile } from "../keys/sha256-of-file.ts";
import { makeFolder } from "../make-folder.ts";
import { PAGE_SIZES, type PageSize } from "../plan/page-sizes.ts";
import { clearUnfinished, dropUnfinished, placeFinished, unfinishedPath } from "../unfinished.ts";
import { writingTo } from "../writing-to.ts";
import { zkeyName } from "./ceremony-folder.ts";
import {
  CeremonyInvalidError,
  CeremonyMathError,
  CeremonyNotFinalisedError,
  ContributionChangedError,
  ExportTargetOccupiedError,
} from "./errors.ts";
import { runSnarkjs } from "./run-snarkjs.ts";
import { readTranscript } from "./transcript.ts";
import { type CeremonyReport, type VerifyRequest, verifyCeremony } from "./verify-ceremony.ts";

const ZKEY_FILE = "proving-key.zkey";
const VERIFICATION_KEY_FILE = "verification-key.json";
const SIDECAR_FILE = "key.json";

export const INSECURE_PTAU =
  "its powers of tau are not a published file, and whoever made them can forge proofs. For tests only.";

export interface ExportRequest extends VerifyRequest {
  /** Must not hold keys of this size. */
  readonly out: string;
}

export interface ExportedKeys {
  readonly report: CeremonyReport;
  readonly sidecar: KeySidecar;
  /** Where the keys lie. */
  readonly folder: string;
  /** Null for a circuit that is no page circuit. */
  readonly entry: KeyEntry | null;
}

/**
 * Verifies first, always.
 * @throws CeremonyInvalidError, CeremonyNotFinalisedError, ExportTargetOccupiedError, ContributionChangedError,
 *         CeremonyMathError, and what readKeysManifest and verifyCeremony throw.
 */
export function exportKeys(request: ExportRequest): Promise<ExportedKeys> {
  return writingTo(request.out, () => exportTo(request));
}

async function exportTo({ out, ...request }: ExportRequest): Promise<ExportedKeys> {
  const { size } = (await readTranscript(request.folder)).circuit;
  const folder = join(resolve(out), folderOf(size));
  const manifestFile = join(out, "manifest.json");
  const manifest = existsSync(manifestFile) ? await readKeysManifest(manifestFile) : undefined;
  // Keys that no manifest names: a run was interrupted before its last step, or they are somebody else's.
  const left = existsSync(folder) ? await leftSidecar(folder, size, manifest) : undefined;
  const report = await verifyCeremony(request);
  if (!report.valid) throw new CeremonyInvalidError(report);
  if (!report.finalised) throw new CeremonyNotFinalisedError(request.folder);
  makeFolder(out);
  const aside = unfinishedPath(folder);
  try {
    await mkdir(aside);
    const zkey = join(aside, ZKEY_FILE);
    const zkeySha256 = await copyLastKey(request.folder, report, zkey);
    const verificationKey = join(aside, VERIFICATION_KEY_FILE);
    await writeFile(verificationKey, await verificationKeyOf(zkey));
    const key = describeKey(report, {
      zkeySha256,
      zkeyBytes: (await stat(zkey)).size,
      verificationKeySha256: await sha256OfFile(verificationKey),
    });
    const [sidecar, entry] = [keySidecarOf(key), entryOf(report, key)];
    const sidecarText = canonicalJson(sidecar);
    if (left === undefined) {
      await writeFile(join(aside, SIDECAR_FILE), sidecarText);
      await chmod(aside, 0o755);
      await placeFinished(aside, folder);
    } else if (left !== sidecarText) {
      throw new ExportTargetOccupiedError(folder);
    } else {
      // Before the last step, after which nobody comes again.
      await rm(aside, { recursive: true });
      await clearUnfinished(folder);
    }
    if (entry !== null) await writeKeysManifest(manifestFile, withKeyEntry(manifest, entry));
    return { report, sidecar, folder, entry };
  } finally {
    await dropUnfinished(aside);
  }
}

/** @throws ExportTargetOccupiedError where a manifest names what is in the folder, or nothing in it says what it is. */
async function leftSidecar(
  folder: string,
  size: PageSize | null,
  manifest: KeysManifest | undefined,
): Promise<string> {
  const isNamed = size === null || manifest?.keys.some((entry) => entry.size === size) === true;
  const text = await readFile(join(folder, SIDECAR_FILE), "utf8").catch(() => undefined);
  if (isNamed || text === undefined) throw new ExportTargetOccupiedError(folder);
  return text;
}

function folderOf(size: PageSize | null): string {
  return size ?? "circuit";
}

/** What is exported is what was verified. @returns its SHA-256. */
async function copyLastKey(folder: string, { contributions }: CeremonyReport, to: string): Promise<string> {
  const last = contributions.at(-1)!;
  const file = join(folder, zkeyName(last.number));
  await copyFile(file, to);
  const found = await sha256OfFile(to);
  if (found !== last.zkeySha256) {
    throw new ContributionChangedError(last.number, file, last.zkeySha256, found);
  }
  return found;
}

async function verificationKeyOf(zkey: string): Promise<string> {
  const { value } = await runSnarkjs<unknown>((logger) => zKey.exportVerificationKey(zkey, logger));
  try {
    return canonicalVerificationKey(value);
  } catch (cause) {
    const reason = "the circuit has another number of public inputs than reserves-page";
    throw new CeremonyMathError("Exporting the verification key", reason, cause);
  }
}

function describeKey(
  { insecure, circuit }: CeremonyReport,
  files: { readonly zkeySha256: string; readonly zkeyBytes: number; readonly verificationKeySha256: string },
): KeyDescription {
  const { sourceHash, compiler, r1csSha256 } = circuit;
  const below = folderOf(circuit.size);
  return {
    circuit: { sourceHash, compiler, r1csSha256 },
    kind: "ceremony",
    insecure: insecure ? INSECURE_PTAU : null,
    verificationKey: { file: `${below}/${VERIFICATION_KEY_FILE}`, sha256: files.verificationKeySha256 },
    zkey: { file: `${below}/${ZKEY_FILE}`, sha256: files.zkeySha256, bytes: files.zkeyBytes },
  };
}

function entryOf({ circuit, ptau, contributions }: CeremonyReport, key: KeyDescription): KeyEntry | null {
  const { size } = circuit;
  if (size === null) return null;
  return {
    size,
    ...PAGE_SIZES[size],
    ...key,
    ptau: { name: ptau.name, blake2b512: ptau.blake2b512, known: ptau.known },
    contributions: contributions.map(({ number, name, type, hash }) => ({ number, name, type, hash })),
  };
}
