/**
 * Files that people declare, since no chain holds what they say: who operates a validator, commissions, smoothing
 * commitments, consolidations. Each is named in the rewards by the SHA-256 of its bytes.
 * @module
 */
import { z } from "zod";
import { sha256Hex } from "../groth16/canonical-json.ts";
import type { Hex } from "../hex.ts";
import { readBounded } from "../read-bounded.ts";
import { jsonIn, type Refuse, shaped } from "../shaped-json.ts";
import type { PendingConsolidation } from "../state/pending-consolidations.ts";
import { DeclaredFileError } from "./declared-errors.ts";

export interface Declared<T> {
  readonly content: T;
  readonly sha256: Hex;
}

export interface Operator {
  readonly account: Hex;
  /** A contract on L1 that cannot claim by the same address elsewhere. */
  readonly isL1Contract: boolean;
  readonly validators: readonly number[];
}

const account = z
  .string()
  .regex(/^0x[0-9a-fA-F]{40}$/, "an account is 0x and 40 hex digits")
  .transform((text) => text.toLowerCase() as Hex);
const decimal = z.string().regex(/^(0|[1-9][0-9]*)$/, "a decimal number, as text");
const validator = z
  .union([decimal, z.int().nonnegative()])
  .transform(Number)
  .refine((index) => index < 2 ** 40, "a validator index is below 2^40");
const amountWei = decimal.transform(BigInt).refine((wei) => wei < 1n << 128n, "an amount is below 2^128 wei");

const operatorsSchema = z.array(
  z.strictObject({ account, isL1Contract: z.boolean().default(false), validators: z.array(validator) }),
);
const amountsSchema = z.array(z.strictObject({ account, amountWei }));
const consolidationsSchema = z.array(z.strictObject({ source: validator, target: validator }));

/** `[{"account": "0x…", "isL1Contract": false, "validators": ["12", …]}, …]`. @throws DeclaredFileError */
export async function readOperators(path: string): Promise<Declared<readonly Operator[]>> {
  const declared = await readDeclared(path, operatorsSchema);
  requireOnce(
    path,
    declared.content.map((operator) => operator.account),
  );
  return declared;
}

/** `[{"account": "0x…", "amountWei": "1"}, …]`, of one spurt. @throws DeclaredFileError */
export async function readAmounts(path: string): Promise<Declared<ReadonlyMap<Hex, bigint>>> {
  const { content, sha256 } = await readDeclared(path, amountsSchema);
  requireOnce(
    path,
    content.map((one) => one.account),
  );
  return { content: new Map(content.map((one) => [one.account, one.amountWei])), sha256 };
}

/** `[{"source": "12", "target": "15"}, …]`, done in one spurt. @throws DeclaredFileError */
export function readConsolidations(path: string): Promise<Declared<readonly PendingConsolidation[]>> {
  return readDeclared(path, consolidationsSchema);
}

async function readDeclared<T>(path: string, schema: z.ZodType<T>): Promise<Declared<T>> {
  const refuse: Refuse = (reason, cause) => new DeclaredFileError(path, reason, cause);
  const bytes = await readBounded(path).catch((cause: Error) => {
    throw refuse(cause.message, cause);
  });
  const content = shaped(jsonIn(bytes.toString("utf8"), refuse), schema, refuse);
  return { content, sha256: `0x${sha256Hex(bytes)}` };
}

function requireOnce(path: string, accounts: readonly Hex[]): void {
  const repeated = accounts.find((one, position) => accounts.indexOf(one) !== position);
  if (repeated !== undefined) throw new DeclaredFileError(path, `${repeated} is listed twice`);
}
