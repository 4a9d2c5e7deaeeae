/**
 * The keys that a finished ceremony gives, in the form that everything else takes them in:
 *
 *   proving-key.zkey        the last zkey
 *   verification-key.json   canonical: its SHA-256 is the name of the key in bundles, contracts and manifests
 *   key.json                sidecar: which kind of key, of which circuit
 *   manifest.json           the entry for keys/manifest.json, as a manifest of one key; not for other circuits than
 *                           the page circuits
 * @module
 */
import { copyFile, mkdir, mkdtemp, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { zKey } from "snarkjs";
import { canonicalJson } from "../bundle/canonical-json.ts";
import { type KeySidecar, keyId } from "../keys/key-sidecar.ts";
import type { KeyEntry } from "../keys/manifest.ts";
import { withKeyEntry } from "../keys/manifest.ts";
import { writeKeysManifest } from "../keys/manifest-file.ts";
import { sha256OfFile } from "../keys/sha256-of-file.ts";
import { canonicalVerificationKey } from "../keys/verification-key-hash.ts";
import { PAGE_SIZES } from "../plan/page-sizes.ts";
import { zkeyName } from "./ceremony-folder.ts";
import {
  CeremonyInvalidError,
  CeremonyMathError,
  CeremonyNotFinalisedError,
  ExportTargetOccupiedError,
} from "./errors.ts";
import { runSnarkjs } from "./run-snarkjs.ts";
import { type CeremonyReport, type VerifyRequest, verifyCeremony } from "./verify-ceremony.ts";

export const INSECURE_PTAU =
  "INSECURE ceremony key: its powers of tau are no published file, and whoever made them can forge proofs. For tests only.";

export interface ExportRequest extends VerifyRequest {
  /** Made, and must not exist. */
  readonly out: string;
}

export interface ExportedKeys {
  readonly report: CeremonyReport;
  readonly sidecar: KeySidecar;
  /** Null for a circuit that is no page circuit. */
  readonly entry: KeyEntry | null;
}

/**
 * Verifies first, always.
 * @throws CeremonyInvalidError, CeremonyNotFinalisedError, ExportTargetOccupiedError, CeremonyMathError, and what
 *         verifyCeremony throws.
 */
export async function exportKeys({ out, ...request }: ExportRequest): Promise<ExportedKeys> {
  await requireAbsent(out);
  const report = await verifyCeremony(request);
  if (!report.valid) throw new CeremonyInvalidError(report);
  if (!report.finalised) throw new CeremonyNotFinalisedError(request.folder);
  const target = resolve(out);
  await mkdir(dirname(target), { recursive: true });
  const aside = await mkdtemp(`${target}.tmp-`);
  try {
    const zkey = join(aside, "proving-key.zkey");
    await copyFile(join(request.folder, zkeyName(report.contributions.length)), zkey);
    const verificationKey = join(aside, "verification-key.json");
    await writeFile(verificationKey, await verificationKeyOf(zkey));
    const sidecar: KeySidecar = sidecarOf(report, {
      zkeySha256: await sha256OfFile(zkey),
      verificationKeySha256: await sha256OfFile(verificationKey),
    });
    await writeFile(join(aside, "key.json"), canonicalJson(sidecar));
    const entry = entryOf(report, sidecar, (await stat(zkey)).size);
    if (entry !== null) await writeKeysManifest(join(aside, "manifest.json"), withKeyEntry(undefined, entry));
    await rename(aside, target);
    return { report, sidecar, entry };
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
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

function sidecarOf(
  { insecure, circuit }: CeremonyReport,
  hashes: Pick<KeySidecar, "zkeySha256" | "verificationKeySha256">,
): KeySidecar {
  return {
    kind: "ceremony",
    id: keyId({ kind: "ceremony", insecure }, hashes.verificationKeySha256),
    insecure,
    ...(insecure ? { warning: INSECURE_PTAU } : {}),
    circuitSourceHash: circuit.sourceHash,
    r1csSha256: circuit.r1csSha256,
    ...hashes,
  };
}

function entryOf(report: CeremonyReport, sidecar: KeySidecar, zkeyBytes: number): KeyEntry | null {
  const { circuit, ptau, contributions, insecure } = report;
  if (circuit.size === null) return null;
  const { sourceHash, compiler, r1csSha256 } = circuit;
  return {
    size: circuit.size,
    slots: PAGE_SIZES[circuit.size].slots,
    lanes: PAGE_SIZES[circuit.size].lanes,
    circuit: { sourceHash, compiler, r1csSha256 },
    kind: "ceremony",
    insecure: insecure ? INSECURE_PTAU : null,
    ptau: { name: ptau.name, blake2b512: ptau.blake2b512, known: ptau.known },
    contributions: contributions.map(({ number, name, type, hash }) => ({ number, name, type, hash })),
    verificationKey: { file: "verification-key.json", sha256: sidecar.verificationKeySha256 },
    zkey: { file: "proving-key.zkey", sha256: sidecar.zkeySha256, bytes: zkeyBytes },
  };
}

async function requireAbsent(out: string): Promise<void> {
  const found = await stat(out).catch(() => undefined);
  if (found !== undefined) throw new ExportTargetOccupiedError(out);
}
