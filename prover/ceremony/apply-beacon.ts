/**
 * The end of a ceremony: a public random value that nobody could know when the last contribution was made. It keeps
 * the last contributor from choosing the key; whoever repeats the hashing sees that nobody else chose it either.
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
  /** Where the value comes from, for those who look it up. */
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
