/**
 * A page as a job on the queue. What is proved decides its identity, so that a coordinator that starts again, or a second
 * one, finds the job that is there: waiting, being proved, or done. Everything in it is public data: SSZ nodes, balances.
 * @module
 */
import { z } from "zod";
import { SCALAR_FIELD_ORDER } from "../groth16/bn254.ts";
import { sha256Hex } from "../groth16/canonical-json.ts";
import { decimal } from "../groth16/groth16-schema.ts";
import { verificationKeySha256 } from "../groth16/verification-key-hash.ts";
import type { PageKeys } from "../keys/load-keys.ts";
import type { PageLimits, PageSize } from "../plan/page-sizes.ts";
import { PUBLIC_INPUT_NAMES } from "../plan/public-inputs.ts";
import { BALANCES_PER_CHUNK } from "../units.ts";
import type { CircuitInput, PublicCircuitInput } from "../witness/circuit-input.ts";
import { PageJobError } from "./errors.ts";

/** All keys of Redis that the queue uses begin with it. */
export const QUEUE_PREFIX = "pufeth-por";
export const PAGE_JOB_NAME = "page";
/** Of the form below. Another form has another queue: old workers never see it. */
const JOB_VERSION = 1;

/** Proofs of keys that agree in these are interchangeable. */
export interface KeyIdentity {
  readonly size: PageSize;
  readonly sourceHash: string;
  readonly verificationKeySha256: string;
}

export function keyIdentityOf({ size, sourceHash, verificationKey }: PageKeys): KeyIdentity {
  return { size, sourceHash, verificationKeySha256: verificationKeySha256(verificationKey) };
}

/** Workers with other keys listen to other queues. */
export function queueNameOf({ size, verificationKeySha256 }: KeyIdentity): string {
  return `pages-v${JOB_VERSION}-${size}-${verificationKeySha256.slice(0, 16)}`;
}

/** @param publicSignals  in circuit order, decimal. */
export function pageJobId(
  { size, sourceHash, verificationKeySha256 }: KeyIdentity,
  publicSignals: readonly string[],
): string {
  // BullMQ takes no bare number and no colon for an id.
  return `page-${sha256Hex(JSON.stringify([size, sourceHash, verificationKeySha256, ...publicSignals]))}`;
}

const fieldElement = decimal
  .transform(BigInt)
  .refine((value) => value < SCALAR_FIELD_ORDER, "expected an element of the scalar field");

const publicNames = PUBLIC_INPUT_NAMES.map((name) => name.replace(/Wei$/, "") as keyof PublicCircuitInput);

function inputSchema({ slots, lanes }: PageLimits) {
  const publicInputs = Object.fromEntries(publicNames.map((name) => [name, fieldElement])) as Record<
    keyof PublicCircuitInput,
    typeof fieldElement
  >;
  const columnOf = <T extends z.ZodType>(value: T, length: number) => z.array(value).length(length);
  const words = z.tuple([fieldElement, fieldElement]);
  return z.strictObject({
    ...publicInputs,
    slotGindex: columnOf(fieldElement, slots),
    slotLeft: columnOf(words, slots),
    slotRight: columnOf(words, slots),
    slotParent: columnOf(fieldElement, slots),
    laneActive: columnOf(fieldElement, lanes),
    laneIndex: columnOf(fieldElement, lanes),
    lanePrincipalGwei: columnOf(fieldElement, lanes),
    laneBalancesGwei: columnOf(columnOf(fieldElement, BALANCES_PER_CHUNK), lanes),
    laneParent: columnOf(fieldElement, lanes),
  });
}

const headSchema = z.looseObject({
  size: z.string(),
  sourceHash: z.string(),
  verificationKeySha256: z.string(),
});

/** Amounts and field elements as decimal strings: JSON has no large integers. */
export function pageJobData(identity: KeyIdentity, input: CircuitInput): object {
  return { ...identity, input: JSON.parse(JSON.stringify(input, decimalOfBigint)) };
}

function decimalOfBigint(_: string, value: unknown): unknown {
  return typeof value === "bigint" ? value.toString() : value;
}

/**
 * @param limits  of the size that the keys here are of.
 * @throws PageJobError where the job is of other keys, or has not the form of a page.
 */
export function parsePageJob(data: unknown, identity: KeyIdentity, limits: PageLimits): CircuitInput {
  const head = headSchema.safeParse(data);
  if (!head.success) throw new PageJobError(describe(head.error));
  for (const [name, expected] of Object.entries(identity)) {
    const found = head.data[name];
    if (found !== expected)
      throw new PageJobError(`its ${name} is ${found}, that of the keys here ${expected}`);
  }
  const input = inputSchema(limits).safeParse(head.data.input);
  if (!input.success) throw new PageJobError(describe(input.error));
  return input.data;
}

function describe({ issues: [issue] }: z.ZodError): string {
  return `${issue!.path.join(".") || "all of it"}: ${issue!.message}`;
}

/** What a proof of this input has to say: decimal, in circuit order. */
export function publicSignalsOf(input: PublicCircuitInput): string[] {
  return publicNames.map((name) => input[name].toString());
}
