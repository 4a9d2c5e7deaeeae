/**
 * The transcript of a ceremony, format version 1: `ceremony.json` in the folder of the ceremony.
 *
 *   ceremony.json                       this
 *   contributions/0000.zkey             what snarkjs makes of circuit and powers of tau
 *   contributions/NNNN.zkey             after contribution N
 *   contributions/NNNN.attestation.txt  what contributor N says about it
 *
 * Written last and by rename: a zkey that it does not list comes from an interrupted run and is ignored.
 * Hashes are lower-case hex without 0x. The order of keys here is the order in which they are written.
 * @module
 */
import { stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { canonicalJson } from "../groth16/canonical-json.ts";
import { PAGE_SIZE_NAMES, type PageSize } from "../plan/page-sizes.ts";
import { readRegular } from "../read-regular.ts";
import { dropUnfinished, placeFinished, unfinishedPath } from "../unfinished.ts";
import { TranscriptChangedError, TranscriptUnusableError } from "./errors.ts";

export const TRANSCRIPT_FILE = "ceremony.json";
const FORMAT = "pufeth-por-ceremony";
const VERSION = 1;
/** Thousands of contributions. */
const LIMIT_BYTES = 4 * 1024 * 1024;
/** `verify` repeats the hashing: 2^30 take about 20 minutes. */
export const BEACON_EXPONENTS = { min: 10, max: 30 } as const;

const hexOf = (bytes: number) =>
  z.string().regex(new RegExp(`^[0-9a-f]{${2 * bytes}}$`), `expected ${2 * bytes} lower-case hex digits`);
const sha256 = hexOf(32);
const blake2b512 = hexOf(64);
/** Shown on terminals and in attestations. */
const text = z
  .string()
  .regex(
    /^[^\p{C}\p{Zl}\p{Zp}]{1,200}$/u,
    "expected a text without control characters, not empty and at most 200 long",
  );
/** snarkjs cuts a longer one, counted in UTF-16. */
export const contributorName = text.refine(
  (name) => name.length <= 64 && name.trim() === name,
  "expected at most 64 characters, the first and the last of them no space",
);
export const beaconSource = text;
const count = z.int().nonnegative();

const circuitSchema = z.strictObject({
  name: text,
  /** Size of the page circuit that the keys are for; null for any other circuit. */
  size: z.enum(PAGE_SIZE_NAMES as [PageSize, ...PageSize[]]).nullable(),
  sourceHash: sha256,
  compiler: z.strictObject({ name: text, version: text, flags: z.array(text) }),
  r1csSha256: sha256,
  constraints: count,
  wires: count,
  publicInputs: count,
});

const ptauSchema = z.strictObject({
  name: text,
  power: count,
  blake2b512,
  /** True for a published file; otherwise every key of this ceremony is insecure. */
  known: z.boolean(),
});

const contributionSchema = z
  .strictObject({
    /** From 1. */
    number: z.int().positive().max(9999),
    name: contributorName,
    type: z.enum(["contribution", "beacon"]),
    /** As snarkjs names it. */
    hash: blake2b512,
    /** Of the zkey after it. */
    zkeySha256: sha256,
    /** UTC, by the contributor's clock. */
    date: z.string().regex(/^\d{4}-\d{2}-\d{2}$/, "expected a date"),
    beacon: z
      .strictObject({
        value: hexOf(32),
        iterationsExp: z.int().min(BEACON_EXPONENTS.min).max(BEACON_EXPONENTS.max),
        source: beaconSource,
      })
      .nullable(),
  })
  .refine(({ type, beacon }) => (type === "beacon") === (beacon !== null), "a beacon must have a value");

const transcriptSchema = z.strictObject({
  format: z.literal(FORMAT),
  version: z.literal(VERSION),
  circuit: circuitSchema,
  ptau: ptauSchema,
  /** BLAKE2b-512 of circuit and powers of tau, as snarkjs names it: every zkey carries it. */
  circuitHash: blake2b512,
  /** Of contributions/0000.zkey. */
  startSha256: sha256,
  contributions: z
    .array(contributionSchema)
    .refine(
      (entries) => entries.every(({ number }, i) => number === i + 1),
      "contributions are not numbered 1, 2, 3, …",
    )
    .refine(
      (entries) => entries.slice(0, -1).every(({ type }) => type === "contribution"),
      "an entry follows the beacon",
    ),
});

export type Transcript = z.infer<typeof transcriptSchema>;
export type TranscriptContribution = Transcript["contributions"][number];

export function newTranscript(
  parts: Pick<Transcript, "circuit" | "ptau" | "circuitHash" | "startSha256">,
): Transcript {
  return { format: FORMAT, version: VERSION, ...parts, contributions: [] };
}

export function isFinalised({ contributions }: Transcript): boolean {
  return contributions.at(-1)?.type === "beacon";
}

/** @throws TranscriptUnusableError */
export async function readTranscript(folder: string): Promise<Transcript> {
  const file = join(folder, TRANSCRIPT_FILE);
  let value: unknown;
  try {
    const { size } = await stat(file);
    if (size > LIMIT_BYTES) throw new RangeError(`it has ${size} bytes`);
    value = JSON.parse((await readRegular(file)).toString("utf8"));
  } catch (cause) {
    throw new TranscriptUnusableError(file, cause instanceof Error ? cause.message : String(cause), cause);
  }
  const result = transcriptSchema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const at = issue?.path.length ? ` at ${issue.path.join(".")}` : "";
  throw new TranscriptUnusableError(file, `${issue?.message ?? "unexpected shape"}${at}`, result.error);
}

/**
 * @param before  The transcript at the start of the step; undefined if there was none.
 * @throws TranscriptChangedError if the file has changed since.
 */
export async function writeTranscript(
  folder: string,
  transcript: Transcript,
  before: Transcript | undefined,
): Promise<void> {
  const file = join(folder, TRANSCRIPT_FILE);
  await requireUnchanged(folder, before);
  const partial = unfinishedPath(file);
  try {
    await writeFile(partial, canonicalJson(transcriptSchema.parse(transcript)), { flush: true });
    await placeFinished(partial, file);
  } finally {
    await dropUnfinished(partial);
  }
}

/** @throws TranscriptChangedError */
export async function requireUnchanged(folder: string, before: Transcript | undefined): Promise<void> {
  const now = await readRegular(join(folder, TRANSCRIPT_FILE)).then(String, () => undefined);
  const same =
    before === undefined
      ? now === undefined
      : now !== undefined && canonicalJson(JSON.parse(now)) === canonicalJson(before);
  if (!same) throw new TranscriptChangedError(folder);
}
