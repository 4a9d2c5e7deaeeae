/**
 * The end of a ceremony: a public random value that nobody could know when the last contribution was made. It prevents
 * the last contributor from choosing the key, and anyone can verify it by repeating the hashing.
 * @module
 */
import { zKey } from "snarkjs";
import { type AddedContribution, addContribution } from "./add-contribution.ts";
import { CeremonyFinalisedError, NoContributionError } from "./errors.ts";
import { isFinalised, readTranscript } from "./transcript.ts";

export interface BeaconRequest {
  readonly folder: string;
  /** 32 bytes, lower-case hex without 0x. */
  readonly value: string;
  /** The value is hashed 2^iterationsExp times. */
  readonly iterationsExp: number;
  /** Where the value can be looked up. */
  readonly source: string;
}

const NAME = "beacon";

/** @throws TranscriptUnusableError, NoContributionError, and what addContribution throws. */
export async function applyBeacon({
  folder,
  value,
  iterationsExp,
  source,
}: BeaconRequest): Promise<AddedContribution> {
  const transcript = await readTranscript(folder);
  if (isFinalised(transcript)) throw new CeremonyFinalisedError(folder);
  if (transcript.contributions.length === 0) throw new NoContributionError(folder);
  return addContribution(folder, transcript, {
    name: NAME,
    type: "beacon",
    beacon: { value, iterationsExp, source },
    title: "The beacon",
    run: (before, after, logger) => zKey.beacon(before, after, NAME, value, iterationsExp, logger),
  });
}
