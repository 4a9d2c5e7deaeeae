/**
 * Reads a beacon block header from a JSON file: the plain header, or an answer of the Beacon API. Numbers may be
 * numbers or decimal strings.
 * @module
 */
import { z } from "zod";
import { fromHex, type Hex, toHex } from "../hex.ts";
import { BlockRootMismatchError, HeaderFormatError } from "./errors.ts";
import { readInputFile } from "./read-input-file.ts";
import { headerRoot } from "./ssz-branch.ts";
import type { BeaconHeader } from "./verified-state.ts";

const uint = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^[0-9]+$/, "expected a decimal number")
      .transform(Number),
  ])
  .pipe(z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER));
const root = z
  .string()
  .regex(/^0x[0-9a-fA-F]{64}$/, "expected 0x and 64 hex digits")
  .transform((hex): Hex => toHex(fromHex(hex)));

const headerSchema = z.object({
  slot: uint,
  proposer_index: uint,
  parent_root: root,
  state_root: root,
  body_root: root,
});
/** A signed header, alone or as `data.header` of `/eth/v1/beacon/headers/{block_id}`. */
const signedSchema = z.object({ root: root.optional(), message: headerSchema });
const dataSchema = z.object({ root: root.optional(), header: signedSchema });
const bareSchema = headerSchema.extend({ root: root.optional() });

/**
 * @throws StateFileError, HeaderFormatError, BlockRootMismatchError if the file contains a block root that is not the
 * header's.
 */
export async function readHeaderFile(path: string): Promise<BeaconHeader> {
  const { root: namedRoot, fields } = parseHeader(path, await readInputFile(path));
  const header: BeaconHeader = {
    slot: fields.slot,
    proposerIndex: fields.proposer_index,
    parentRoot: fields.parent_root,
    stateRoot: fields.state_root,
    bodyRoot: fields.body_root,
  };
  const computed = headerRoot(header);
  if (namedRoot !== undefined && namedRoot !== computed)
    throw new BlockRootMismatchError(namedRoot, computed, path);
  return header;
}

interface ParsedHeader {
  readonly root: Hex | undefined;
  readonly fields: z.output<typeof headerSchema>;
}

function parseHeader(path: string, bytes: Uint8Array): ParsedHeader {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new HeaderFormatError(path, "it is not JSON", cause);
  }
  const content = has(json, "data") ? json.data : json;
  if (has(content, "header")) {
    const data = check(path, dataSchema, content);
    return { root: data.root ?? data.header.root, fields: data.header.message };
  }
  if (has(content, "message")) {
    const signed = check(path, signedSchema, content);
    return { root: signed.root, fields: signed.message };
  }
  const { root: namedRoot, ...fields } = check(path, bareSchema, content);
  return { root: namedRoot, fields };
}

function has<K extends string>(value: unknown, key: K): value is Record<K, unknown> {
  return typeof value === "object" && value !== null && key in value;
}

function check<T>(path: string, schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const where = issue === undefined || issue.path.length === 0 ? "" : `${issue.path.join(".")}: `;
  throw new HeaderFormatError(path, `${where}${issue?.message ?? "unknown form"}`, result.error);
}
