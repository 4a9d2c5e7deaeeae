/**
 * The real beacon states of ../shared/realdata, with an independent reading of their balances: offsets added up by
 * hand from the field list of consensus-specs, no SSZ library.
 * @module
 */

import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import type { SupportedFork } from "../../prover/state/layout.ts";

const FOLDER = new URL("../../../shared/realdata/", import.meta.url).pathname;
export const hasRealData = existsSync(FOLDER);
/** For titles of suites. */
export const REAL = "(real data; skipped where ../shared/realdata is missing)";

export interface RealState {
  readonly slot: number;
  readonly fork: SupportedFork;
  readonly validators: number;
}

/** Sepolia. */
export const STATES_WITH_HEADER: readonly RealState[] = [
  { slot: 5832096, fork: "deneb", validators: 1974 },
  { slot: 7643456, fork: "electra", validators: 1987 },
  { slot: 7643648, fork: "electra", validators: 1987 },
];
/** A private devnet; no header came with it. */
export const DEVNET_STATE: RealState = { slot: 1200, fork: "fulu", validators: 128 };

export const realPath = (name: string) => `${FOLDER}${name}`;
export const statePath = ({ slot }: Pick<RealState, "slot">) => realPath(`states/bs_${slot}.ssz`);
export const headerPath = ({ slot }: Pick<RealState, "slot">) => realPath(`headers/bs_${slot}_header.json`);
export const readJson = (path: string) => JSON.parse(readFileSync(path, "utf8"));

// Bytes of the fields before `balances`, in order; 4 where the field has a variable size.
const BEFORE_BALANCES = [8, 32, 8, 16, 112, 8192 * 32, 8192 * 32, 4, 72, 4, 8, 4];
// Bytes from the offset of `balances` to the offset of the next variable field, previous_epoch_participation.
const TO_NEXT_OFFSET = 4 + 65536 * 32 + 8192 * 8;

const OFFSET_AT = BEFORE_BALANCES.reduce((sum, size) => sum + size, 0);
const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Where the first balance stands. */
export function balancesStart(bytes: Uint8Array): number {
  return viewOf(bytes).getUint32(OFFSET_AT, true);
}

/** Balances in gwei, read out of the bytes. */
export function balancesInBytes(bytes: Uint8Array): bigint[] {
  const view = viewOf(bytes);
  const end = view.getUint32(OFFSET_AT + TO_NEXT_OFFSET, true);
  const balances: bigint[] = [];
  for (let i = balancesStart(bytes); i < end; i += 8) balances.push(view.getBigUint64(i, true));
  return balances;
}

/** The header of a state that came without: its own latest_block_header (after 64 bytes), state root filled in. */
export function headerInBytes(bytes: Uint8Array, stateRoot: string) {
  const view = viewOf(bytes);
  const hex = (from: number) => `0x${Buffer.from(bytes.subarray(from, from + 32)).toString("hex")}`;
  return {
    slot: view.getBigUint64(64, true).toString(),
    proposer_index: view.getBigUint64(72, true).toString(),
    parent_root: hex(80),
    state_root: stateRoot,
    body_root: hex(144),
  };
}

/** SHA-256 of two hex nodes, for trees built in tests. */
export function pairHash(left: string, right: string): `0x${string}` {
  return `0x${createHash("sha256")
    .update(Buffer.from(left.slice(2) + right.slice(2), "hex"))
    .digest("hex")}`;
}
