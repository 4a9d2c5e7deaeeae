/**
 * One step of a ceremony: adds a zkey to the chain, checks and attests it, and enters it into the transcript. If
 * interrupted, the transcript is unchanged and the step can be repeated.
 * @module
 */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { sha256OfFile } from "../keys/sha256-of-file.ts";
import { renameInto, requireReplaceable } from "../rename-into.ts";
import { dropUnfinished } from "../unfinished.ts";
import { isRefusal, writingTo } from "../writing-to.ts";
import { attestationText } from "./attestation.ts";
import { attestationName, clearUnfinished, flush, partialPath, zkeyName } from "./ceremony-folder.ts";
import { findStepFault } from "./check-step.ts";
import {
  CeremonyFinalisedError,
  CeremonyMathError,
  ContributionChangedError,
  OwnContributionError,
  TranscriptUnusableError,
} from "./errors.ts";
import { runSnarkjs, type SnarkjsLogger } from "./run-snarkjs.ts";
import {
  isFinalised,
  requireUnchanged,
  TRANSCRIPT_FILE,
  type Transcript,
  type TranscriptContribution,
  writeTranscript,
} from "./transcript.ts";

export interface AddedContribution {
  readonly contribution: TranscriptContribution;
  readonly attestation: string;
  /** Below the folder. */
  readonly attestationFile: string;
  /** Files of an interrupted run were found and replaced. */
  readonly redone: boolean;
}

export interface Step {
  readonly name: string;
  readonly type: TranscriptContribution["type"];
  readonly beacon: TranscriptContribution["beacon"];
  /** For messages. */
  readonly title: string;
  /** @returns the contribution's hash as computed by snarkjs. */
  run(before: string, after: string, logger: SnarkjsLogger): Promise<unknown>;
}

/**
 * @param transcript  As read from the folder.
 * @throws CeremonyFinalisedError, ContributionChangedError, CeremonyMathError, OwnContributionError,
 *         TranscriptChangedError, OutputNotFileError, OutputWriteError.
 */
export function addContribution(
  folder: string,
  transcript: Transcript,
  step: Step,
): Promise<AddedContribution> {
  return writingTo(folder, () => add(folder, transcript, step));
}

async function add(folder: string, transcript: Transcript, step: Step): Promise<AddedContribution> {
  const number = transcript.contributions.length + 1;
  await requireReady(folder, transcript);
  const redone = await clearUnfinished(folder, number);
  const before = join(folder, zkeyName(number - 1));
  const [zkey, attestationFile] = [zkeyName(number), attestationName(number)];
  for (const name of [zkey, attestationFile]) await requireReplaceable(join(folder, name));
  const [partial, partialAttestation] = [partialPath(folder, zkey), partialPath(folder, attestationFile)];
  const placed: string[] = [];
  const place = async (from: string, name: string) => {
    await renameInto(from, join(folder, name));
    placed.push(name);
  };
  try {
    const hash = await runStep(step, before, partial);
    const fault = await findStepFault(before, partial);
    if (fault !== undefined) throw new OwnContributionError(number, fault);
    const contribution: TranscriptContribution = {
      number,
      name: step.name,
      type: step.type,
      hash,
      zkeySha256: await sha256OfFile(partial),
      date: new Date().toISOString().slice(0, 10),
      beacon: step.beacon,
    };
    const next = { ...transcript, contributions: [...transcript.contributions, contribution] };
    await flush(partial);
    await requireUnchanged(folder, transcript);
    await place(partial, zkey);
    const attestation = attestationText(next, contribution);
    await writeFile(partialAttestation, attestation, { flag: "wx", flush: true });
    await place(partialAttestation, attestationFile);
    await writeTranscript(folder, next, transcript);
    return { contribution, attestation, attestationFile, redone };
  } catch (error) {
    // What the transcript does not name takes the room that the next run needs.
    const isUnnamed = await requireUnchanged(folder, transcript).then(
      () => true,
      () => false,
    );
    if (isUnnamed) for (const name of placed) await dropUnfinished(join(folder, name));
    throw error;
  } finally {
    for (const path of [partial, partialAttestation]) await dropUnfinished(path);
  }
}

/** Checks that the last key is the one in the transcript and may be extended. */
async function requireReady(folder: string, transcript: Transcript): Promise<void> {
  if (isFinalised(transcript)) throw new CeremonyFinalisedError(folder);
  const last = transcript.contributions.length;
  const file = join(folder, zkeyName(last));
  const expected = transcript.contributions.at(-1)?.zkeySha256 ?? transcript.startSha256;
  const found = await sha256OfFile(file).catch((cause) => {
    throw new TranscriptUnusableError(join(folder, TRANSCRIPT_FILE), `${file} is missing next to it`, cause);
  });
  if (found !== expected) throw new ContributionChangedError(last, file, expected, found);
}

async function runStep({ run, title }: Step, before: string, after: string): Promise<string> {
  const { value, complaints } = await runSnarkjs((logger) => run(before, after, logger)).catch((cause) => {
    if (isRefusal(cause)) throw cause;
    throw new CeremonyMathError(title, cause instanceof Error ? cause.message : String(cause), cause);
  });
  if (!(value instanceof Uint8Array)) throw new CeremonyMathError(title, complaints.join("; "));
  return Buffer.from(value).toString("hex");
}
