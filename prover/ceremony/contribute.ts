/**
 * A person's contribution: multiplies delta by a secret that is then discarded.
 *
 * The secret comes from the operating system's randomness and from what the person typed, hashed together (and snarkjs
 * mixes 64 bytes of the operating system in once more): it stays secret as long as one of the two is.
 * @module
 */
import { createHash, randomBytes } from "node:crypto";
import { zKey } from "snarkjs";
import { type AddedContribution, addContribution } from "./add-contribution.ts";
import { readTranscript } from "./transcript.ts";

export interface ContributeRequest {
  readonly folder: string;
  /** Checked: `contributorName`. */
  readonly name: string;
  /** What the person typed. */
  readonly entropy: string;
}

/** @throws TranscriptUnusableError, and what addContribution throws. */
export async function contribute({ folder, name, entropy }: ContributeRequest): Promise<AddedContribution> {
  const transcript = await readTranscript(folder);
  const secret = createHash("sha512").update(randomBytes(64)).update(entropy, "utf8").digest("hex");
  return addContribution(folder, transcript, {
    name,
    type: "contribution",
    beacon: null,
    title: "The contribution",
    run: (before, after, logger) => zKey.contribute(before, after, name, secret, logger),
  });
}
