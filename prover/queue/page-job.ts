/**
 * A page as a job on the queue. Its id is derived from what is proved, so that a restarted or second coordinator finds
 * the existing job: waiting, being proved, or done. It contains only public data: SSZ nodes, balances.
 * @module
 */
import { z } from "zod";
import { decimalOfBigint } from "../decimal-of-bigint.ts";
import { SCALAR_FIELD_ORDER } from "../groth16/bn254.ts";
import { sha256Hex } from "../groth16/canonical-json.ts";
import { decimal } from "../groth16/groth16-schema.ts";
import { verificationKeySha256 } from "../groth16/verification-key-hash.ts";
import type { PageKeys } from "../keys/load-keys.ts";
import type { PageLimits, PageSize } from "../plan/page-sizes.ts";
import { BALANCES_PER_CHUNK } from "../units.ts";
import {
  type CircuitInput,
  PUBLIC_CIRCUIT_INPUT_NAMES,
  type PublicCircuitInput,
} from "../witness/circuit-input.ts";
import { PageJobError } from "./errors.ts";

/** Prefix of all Redis keys of the queue. */
export const QUEUE_PREFIX = "pufeth-por";
export const PAGE_JOB_NAME = "page";
/** Version of the job format. Each version has its own queue, so old workers never see newer jobs. */
const JOB_VERSION = 1;

/** Proofs of keys with equal values are interchangeable. */
export interface KeyIdentity {
  readonly size: PageSize;
  readonly sourceHash: string;
  readonly verificationKeySha256: string;
}

export function keyIdentityOf({ size, sourceHash, verificationKey }: PageKeys): KeyIdentity {
  return { size, sourceHash, verificationKeySha256: verificationKeySha256(verificationKey) };
}

/** Queue name; workers with other keys listen to other queues. */
export function queueNameOf({ size, verificationKeySha256 }: KeyIdentity): string {
  return `pages-v${JOB_VERSION}-${size}-${verificationKeySha256.slice(0, 16)}`;
}

/** @param publicSignals  in circuit order, decimal. */
export function pageJobId(
  { size, sourceHash, verificationKeySha256 }: KeyIdentity,
  publicSignals: readonly string[],
): string {
  // BullMQ does not allow a bare number or a colon in an id.
  return `page-${sha256Hex(JSON.stringify([size, sourceHash, verificationKeySha256, ...publicSignals]))}`;
}

const fieldElement = decimal
  .transform(BigInt)
  .refine((value) => value < SCALAR_FIELD_ORDER, "expected an element of the scalar field");

function inputSchema({ slots, lanes }: PageLimits) {
  const publicInputs = Object.fromEntries(
    PUBLIC_CIRCUIT_INPUT_NAMES.map((name) => [name, fieldElement]),
  ) as Record<keyof PublicCircuitInput, typeof fieldElement>;
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

/**
 * @param limits  of the size of the installed keys.
 * @throws PageJobError if the job is for other keys or does not have the form of a page.
 */
export function parsePageJob(data: unknown, identity: KeyIdentity, limits: PageLimits): CircuitInput {
  const head = headSchema.safeParse(data);
  if (!head.success) throw new PageJobError(describe(head.error));
  for (const [name, expected] of Object.entries(identity)) {
    const found = head.data[name];
    if (found !== expected)
      throw new PageJobError(`its ${name} is ${found}, the installed keys have ${expected}`);
  }
  const input = inputSchema(limits).safeParse(head.data.input);
  if (!input.success) throw new PageJobError(describe(input.error));
  return input.data;
}

function describe({ issues: [issue] }: z.ZodError): string {
  return `${issue!.path.join(".") || "whole value"}: ${issue!.message}`;
}

/** Expected public signals of a proof of this input, decimal, in circuit order. */
export function publicSignalsOf(input: PublicCircuitInput): string[] {
  return PUBLIC_CIRCUIT_INPUT_NAMES.map((name) => input[name].toString());
}
