/**
 * Starts a ceremony: computes the key before any contribution. It is determined by circuit and powers of tau.
 * @module
 */
import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { zKey } from "snarkjs";
import { sha256OfFile } from "../keys/sha256-of-file.ts";
import { makeFolder } from "../make-folder.ts";
import type { PageSize } from "../plan/page-sizes.ts";
import { renameInto } from "../rename-into.ts";
import { dropUnfinished, UNFINISHED } from "../unfinished.ts";
import { isRefusal, writingTo } from "../writing-to.ts";
import { CONTRIBUTIONS_FOLDER, clearUnfinished, flush, partialPath, zkeyName } from "./ceremony-folder.ts";
import { checkPtau } from "./check-ptau.ts";
import { CeremonyFolderOccupiedError, CeremonyMathError } from "./errors.ts";
import type { KnownPtau } from "./known-ptau.ts";
import { readCircuit } from "./read-circuit.ts";
import { runSnarkjs } from "./run-snarkjs.ts";
import { newTranscript, TRANSCRIPT_FILE, type Transcript, writeTranscript } from "./transcript.ts";

export interface InitRequest {
  readonly folder: string;
  readonly r1cs: string;
  /** Size of the page circuit that this is. */
  readonly size: PageSize | null;
  readonly ptau: string;
  readonly allowUnknownPtau: boolean;
  /** Published powers of tau. */
  readonly ptauTable?: readonly KnownPtau[];
}

/**
 * @throws CeremonyFolderOccupiedError, CeremonyCircuitError, CeremonyMathError, and what checkPtau throws;
 * OutputWriteError.
 */
export function initCeremony(request: InitRequest): Promise<Transcript> {
  return writingTo(request.folder, () => init(request));
}

async function init(request: InitRequest): Promise<Transcript> {
  const { folder, r1cs } = request;
  await requireFree(folder);
  const circuit = await readCircuit(r1cs, request.size);
  const ptau = await checkPtau(request.ptau, {
    circuitPower: circuit.power,
    allowUnknown: request.allowUnknownPtau,
    ...(request.ptauTable ? { table: request.ptauTable } : {}),
  });
  makeFolder(join(folder, CONTRIBUTIONS_FOLDER));
  await clearUnfinished(folder, 0);
  const partial = partialPath(folder, zkeyName(0));
  try {
    const circuitHash = await makeStartKey(r1cs, request.ptau, partial);
    const { name, power, blake2b512, known } = ptau;
    const transcript = newTranscript({
      circuit: circuit.description,
      ptau: { name, power, blake2b512, known },
      circuitHash,
      startSha256: await sha256OfFile(partial),
    });
    await flush(partial);
    await renameInto(partial, join(folder, zkeyName(0)));
    await writeTranscript(folder, transcript, undefined);
    return transcript;
  } finally {
    await dropUnfinished(partial);
  }
}

/** @returns snarkjs's hash of circuit and powers of tau, hex. @throws CeremonyMathError */
export async function makeStartKey(r1cs: string, ptau: string, zkey: string): Promise<string> {
  const step = "Making the starting key";
  // Checked first, because fastfile would fail with an unhandled rejection.
  if (!existsSync(dirname(resolve(zkey)))) throw new CeremonyMathError(step, `${dirname(zkey)} is missing`);
  const { value, complaints } = await runSnarkjs<unknown>((logger) =>
    zKey.newZKey(r1cs, ptau, zkey, logger),
  ).catch((cause) => {
    if (isRefusal(cause)) throw cause;
    throw new CeremonyMathError(step, cause instanceof Error ? cause.message : String(cause), cause);
  });
  if (!(value instanceof Uint8Array)) throw new CeremonyMathError(step, complaints.join("; "));
  return Buffer.from(value).toString("hex");
}

/** An interrupted `init` leaves no transcript, and is repeated. @throws CeremonyFolderOccupiedError */
async function requireFree(folder: string): Promise<void> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException): string[] => {
    if (error.code === "ENOENT") return [];
    throw new CeremonyFolderOccupiedError(folder, "a file that is not a folder");
  });
  if (names.includes(TRANSCRIPT_FILE)) throw new CeremonyFolderOccupiedError(folder, "a ceremony");
  const foreign = names.find((name) => name !== CONTRIBUTIONS_FOLDER && !UNFINISHED.test(name));
  if (foreign !== undefined) throw new CeremonyFolderOccupiedError(folder, foreign);
}
