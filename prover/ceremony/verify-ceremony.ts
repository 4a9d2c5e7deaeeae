/**
 * Verifies a whole ceremony, from circuit and powers of tau to the last key, without trusting the folder.
 *
 *   circuit, powers of tau   hashed, and compared with the transcript and with the published files
 *   starting key             made again; it has to be the same, byte for byte
 *   every zkey, attestation  hashed, compared with the transcript
 *   last zkey                snarkjs: every proof of knowledge, delta in both groups, L and H against the powers of tau,
 *                            everything else against the starting key
 *   every earlier zkey       records the same contributions as the last one
 *
 * If the last zkey is invalid, the earlier ones are checked one by one to find the faulty contribution.
 * @module
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { zKey } from "snarkjs";
import { inTemporaryFolder } from "../in-temporary-folder.ts";
import { sha256OfFile } from "../keys/sha256-of-file.ts";
import { attestationText } from "./attestation.ts";
import { attestationName, zkeyName } from "./ceremony-folder.ts";
import { identifyPtau, readPtauHeader } from "./check-ptau.ts";
import { makeStartKey } from "./init-ceremony.ts";
import type { KnownPtau } from "./known-ptau.ts";
import { readCircuit } from "./read-circuit.ts";
import { runSnarkjs } from "./run-snarkjs.ts";
import { isFinalised, readTranscript, type Transcript, type TranscriptContribution } from "./transcript.ts";
import { contributionHash, readZkeyCeremony } from "./zkey-file.ts";

export interface VerifyRequest {
  readonly folder: string;
  readonly r1cs: string;
  readonly ptau: string;
  /** Published powers of tau. */
  readonly ptauTable?: readonly KnownPtau[];
  readonly say?: (text: string) => void;
}

export interface CheckedContribution {
  readonly number: number;
  readonly name: string;
  readonly type: TranscriptContribution["type"];
  readonly hash: string;
  readonly zkeySha256: string;
  readonly date: string;
  readonly beacon: TranscriptContribution["beacon"];
  /** Its faults; empty if it is valid. After a fault, later contributions are not judged. */
  readonly faults: readonly string[];
}

export interface CeremonyReport {
  readonly valid: boolean;
  readonly finalised: boolean;
  /** True if the powers of tau are not a published file. */
  readonly insecure: boolean;
  readonly circuit: Transcript["circuit"];
  readonly ptau: Transcript["ptau"];
  readonly circuitHash: string;
  readonly contributions: readonly CheckedContribution[];
  /** All faults in order, each a sentence without a full stop. */
  readonly faults: readonly string[];
}

/** @throws TranscriptUnusableError, CeremonyCircuitError, PtauFormatError, CeremonyMathError where nothing can be checked. */
export async function verifyCeremony(request: VerifyRequest): Promise<CeremonyReport> {
  const { folder, say = () => {} } = request;
  const transcript = await readTranscript(folder);
  say("circuit and powers of tau");
  const general = await findInputFaults(request, transcript);
  // With another circuit or other powers of tau every key would fail, so stop here.
  const steps =
    general.length > 0
      ? new Map<number, string[]>()
      : await inTemporaryFolder("ceremony", async (temporary) => {
          say("starting key");
          const start = join(temporary, "start.zkey");
          await makeStartKey(request.r1cs, request.ptau, start);
          general.push(...(await findStartFaults(folder, transcript, start)));
          return findStepFaults(request, transcript, start);
        });
  const contributions = transcript.contributions.map((contribution) => ({
    ...contribution,
    faults: steps.get(contribution.number) ?? [],
  }));
  const faults = [
    ...general,
    ...contributions.flatMap(({ number, name, faults }) =>
      faults.map((fault) => `contribution ${number} (${name}): ${fault}`),
    ),
  ];
  return {
    valid: faults.length === 0,
    finalised: isFinalised(transcript),
    insecure: !transcript.ptau.known,
    circuit: transcript.circuit,
    ptau: transcript.ptau,
    circuitHash: transcript.circuitHash,
    contributions,
    faults,
  };
}

/** Are circuit and powers of tau those of the transcript? */
async function findInputFaults(
  { r1cs, ptau: ptauFile, ptauTable }: VerifyRequest,
  { circuit, ptau }: Transcript,
): Promise<string[]> {
  const faults: string[] = [];
  const expect = (what: string, expected: unknown, found: unknown) => {
    if (JSON.stringify(expected) === JSON.stringify(found)) return;
    faults.push(`${what} is ${JSON.stringify(found)}, the transcript says ${JSON.stringify(expected)}`);
  };
  const found = await readCircuit(r1cs, circuit.size);
  expect("the circuit's SHA-256", circuit.r1csSha256, found.description.r1csSha256);
  expect("the circuit", circuit, found.description);
  const { power } = await readPtauHeader(ptauFile);
  const identified = await identifyPtau(ptauFile, power, ptauTable);
  expect("the powers of tau's BLAKE2b-512", ptau.blake2b512, identified.blake2b512);
  expect("the powers of tau's size", ptau.power, power);
  expect("whether the powers of tau are a published file", ptau.known, identified.known);
  if (identified.known) expect("the powers of tau's name", ptau.name, identified.name);
  return faults;
}

async function findStartFaults(folder: string, transcript: Transcript, start: string): Promise<string[]> {
  const { circuitHash } = await readZkeyCeremony(start);
  const faults: string[] = [];
  if (circuitHash !== transcript.circuitHash) {
    faults.push(
      `circuit and powers of tau hash to ${circuitHash}, the transcript says ${transcript.circuitHash}`,
    );
  }
  if ((await sha256OfFile(start)) !== transcript.startSha256) {
    faults.push("circuit and powers of tau give a different starting key than the transcript's");
  }
  const file = await fileFault(join(folder, zkeyName(0)), transcript.startSha256);
  if (file !== undefined) faults.push(`the starting key: ${file}`);
  return faults;
}

/** @returns faults by the number of the contribution. */
async function findStepFaults(
  { folder, ptau, say = () => {} }: VerifyRequest,
  transcript: Transcript,
  start: string,
): Promise<Map<number, string[]>> {
  const { contributions } = transcript;
  const faults = new Map<number, string[]>(contributions.map(({ number }) => [number, []]));
  const add = (number: number, fault: string | undefined) => {
    if (fault !== undefined) faults.get(number)?.push(fault);
  };
  for (const contribution of contributions) {
    const { number } = contribution;
    say(`contribution ${number} of ${contributions.length}: files`);
    add(number, await fileFault(join(folder, zkeyName(number)), contribution.zkeySha256));
    add(number, await attestationFault(folder, transcript, contribution));
  }
  for (const { number } of contributions) add(number, await recordFault(folder, transcript, number));
  // Only keys that match the transcript: a key could otherwise require any number of beacon iterations.
  const checked = contributions.filter(({ number }) => faults.get(number)?.length === 0);
  const last = checked.at(-1);
  if (last === undefined) return faults;
  say(`contribution ${last.number} of ${contributions.length}: the chain up to it`);
  const chain = await chainFault(start, ptau, join(folder, zkeyName(last.number)));
  if (chain === undefined) return faults;
  for (const { number } of checked) {
    say(`contribution ${number} of ${contributions.length}: which one is it`);
    const fault =
      number === last.number ? chain : await chainFault(start, ptau, join(folder, zkeyName(number)));
    add(number, fault);
    if (fault !== undefined) break;
  }
  return faults;
}

/** Everything from the starting key to this one. */
async function chainFault(start: string, ptau: string, zkey: string): Promise<string | undefined> {
  try {
    const { value, complaints } = await runSnarkjs((logger) =>
      zKey.verifyFromInit(start, ptau, zkey, logger),
    );
    return value === true
      ? undefined
      : `its key does not follow from the one before: ${complaints.join("; ")}`;
  } catch (error) {
    return `its key cannot be read: ${error instanceof Error ? error.message : error}`;
  }
}

/** Checks that the zkey records exactly the transcript's contributions up to its own. */
async function recordFault(
  folder: string,
  transcript: Transcript,
  number: number,
): Promise<string | undefined> {
  try {
    const { circuitHash, contributions } = await readZkeyCeremony(join(folder, zkeyName(number)));
    if (circuitHash !== transcript.circuitHash)
      return "its key is for another circuit or other powers of tau";
    if (contributions.length !== number) return `its key records ${contributions.length} contributions`;
    for (const [i, recorded] of contributions.entries()) {
      const { name, type, beacon, hash } = transcript.contributions[i]!;
      const same =
        recorded.name === name &&
        recorded.type === type &&
        recorded.beacon?.value === beacon?.value &&
        recorded.beacon?.iterationsExp === beacon?.iterationsExp &&
        (await contributionHash(recorded)) === hash;
      if (!same) return `its key records another contribution ${i + 1} than the transcript`;
    }
    return undefined;
  } catch (error) {
    return `its key cannot be read: ${error instanceof Error ? error.message : error}`;
  }
}

async function fileFault(file: string, expected: string): Promise<string | undefined> {
  try {
    const found = await sha256OfFile(file);
    return found === expected
      ? undefined
      : `its zkey was changed: SHA-256 is ${found}, the transcript says ${expected}`;
  } catch {
    return `its zkey ${file} cannot be read`;
  }
}

async function attestationFault(
  folder: string,
  transcript: Transcript,
  contribution: TranscriptContribution,
): Promise<string | undefined> {
  const file = join(folder, attestationName(contribution.number));
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text === undefined) return `its attestation ${file} cannot be read`;
  return text === attestationText(transcript, contribution)
    ? undefined
    : "its attestation does not match the transcript";
}
