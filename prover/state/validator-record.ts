/**
 * One entry of the validators list, field by field, with the branches that show it and its balance. The same for whole and
 * partial states.
 *
 *     Validator: 8 fields; the public key has two chunks, every other field one
 *
 * Source: consensus-specs phase0/beacon-chain.md (Validator).
 * @module
 */
import { ssz } from "@lodestar/types";
import type { Hex } from "../hex.ts";
import { balanceGweiAt } from "./balances.ts";
import { chunkOf } from "./chunk-of.ts";
import { fieldGindex } from "./field-gindex.ts";
import { listElement, listLength, listLengthGindex, listNodeGindex } from "./list-tree.ts";
import { branchOf, concatGindices, rootAt, uint64At } from "./state-node.ts";
import type { VerifiedState } from "./verified-state.ts";
import { withBalances } from "./with-balances.ts";
import { withNodes } from "./with-nodes.ts";

/** Of an epoch that is not set: 2^64 - 1. */
export const FAR_FUTURE_EPOCH = 2n ** 64n - 1n;

export interface ValidatorRecord {
  readonly index: number;
  readonly pubkey: Hex;
  readonly withdrawalCredentials: Hex;
  readonly effectiveBalanceGwei: bigint;
  readonly slashed: boolean;
  readonly activationEligibilityEpoch: bigint;
  readonly activationEpoch: bigint;
  readonly exitEpoch: bigint;
  readonly withdrawableEpoch: bigint;
  readonly balanceGwei: bigint;
}

/** A node of the state tree, and its siblings bottom-up to the state root. */
export interface ProvedNode {
  readonly node: Hex;
  /** Relative to the state root, decimal. */
  readonly gindex: string;
  readonly branch: readonly Hex[];
}

export interface ValidatorProof {
  /** hash_tree_root of the entry. */
  readonly validator: ProvedNode;
  /** The chunk with the balance: four little-endian uint64, this one at index mod 4. */
  readonly balance: ProvedNode;
}

const { Validator } = ssz.phase0;
const at = (field: keyof typeof Validator.fields & string) => fieldGindex(Validator, field);
const PUBKEY = [2n * at("pubkey"), 2n * at("pubkey") + 1n] as const;
const SINGLE = {
  withdrawalCredentials: at("withdrawalCredentials"),
  effectiveBalance: at("effectiveBalance"),
  slashed: at("slashed"),
  activationEligibilityEpoch: at("activationEligibilityEpoch"),
  activationEpoch: at("activationEpoch"),
  exitEpoch: at("exitEpoch"),
  withdrawableEpoch: at("withdrawableEpoch"),
} as const;
const ALL = [...PUBKEY, ...Object.values(SINGLE)];
/** Hex digits of the second chunk that belong to the key: 16 bytes. */
const SECOND_DIGITS = 32;

/**
 * The same state with these validators and their balances; those that do not exist at this block are skipped.
 * @throws the errors of the beacon nodes.
 */
export async function withValidators(
  state: VerifiedState,
  indices: readonly number[],
): Promise<VerifiedState> {
  const { layout } = state;
  const withLength = await withNodes(state, [listLengthGindex(layout, "validators")]);
  const existing = indices.filter((index) => index < withLength.listLength);
  const nodes = existing.flatMap((index) => {
    const entry = listNodeGindex(layout, "validators", 0, index);
    return ALL.map((field) => concatGindices(entry, field));
  });
  const withEntries = await withNodes(withLength, nodes);
  return withBalances(
    withEntries,
    existing.map((index) => ({ index })),
  );
}

/** @throws RangeError for a validator that does not exist at this block. */
export function validatorAt(state: VerifiedState, index: number): ValidatorRecord {
  const balanceGwei = balanceGweiAt(state, index);
  if (index >= listLength(state, "validators")) throw new RangeError(`Validator ${index} does not exist`);
  const entry = { stateNode: listElement(state, "validators", index) };
  const number = (field: bigint) => uint64At(entry, field);
  const [first, second] = PUBKEY.map((gindex) => rootAt(entry, gindex).slice(2));
  return {
    index,
    pubkey: `0x${first}${second!.slice(0, SECOND_DIGITS)}`,
    withdrawalCredentials: rootAt(entry, SINGLE.withdrawalCredentials),
    effectiveBalanceGwei: number(SINGLE.effectiveBalance),
    slashed: number(SINGLE.slashed) !== 0n,
    activationEligibilityEpoch: number(SINGLE.activationEligibilityEpoch),
    activationEpoch: number(SINGLE.activationEpoch),
    exitEpoch: number(SINGLE.exitEpoch),
    withdrawableEpoch: number(SINGLE.withdrawableEpoch),
    balanceGwei,
  };
}

export function validatorProof(state: VerifiedState, index: number): ValidatorProof {
  return {
    validator: provedNode(state, listNodeGindex(state.layout, "validators", 0, index)),
    balance: provedNode(state, listNodeGindex(state.layout, "balances", 0, chunkOf(index))),
  };
}

function provedNode(state: VerifiedState, gindex: bigint): ProvedNode {
  return { node: rootAt(state, gindex), gindex: gindex.toString(), branch: branchOf(state, gindex) };
}
