/**
 * Small beacon states of some forks, made here, that hold the toy protocol's validators, balances and deposits.
 * The SSZ trees come from an independent implementation (@lodestar/types).
 * @module
 */
import { getNode, type Node } from "@chainsafe/persistent-merkle-tree";
import { ssz } from "@lodestar/types";
import { type Hex, toBytes, toHex } from "viem";
import type { ExpectedWithdrawalsPiece, ListTopPiece } from "./call-pieces.ts";
import type { LayoutLists } from "./fixture-file.ts";
import { credentialsOf, GENESIS_TIME, makeKey, PROVISIONS, pubkeyOf } from "./toy-protocol.ts";

export type ToyFork = "deneb" | "electra" | "gloas";

/** Levels from the data root of a list down to its leaves. */
const DATA_DEPTH = {
  balances: 38n,
  validators: 40n,
  pendingDeposits: 27n,
  pendingConsolidations: 18n,
} as const;

/** An entry of the queue; `provision` where it is the deposit that a provision waits for. */
export interface ToyDeposit {
  readonly provision?: number;
  readonly pubkey: Uint8Array;
  readonly credentials: Uint8Array;
  readonly amountGwei: bigint;
}

export interface ToyStatePlan {
  readonly fork: ToyFork;
  readonly slot: bigint;
  readonly balancesGwei: readonly bigint[];
  readonly deposits: readonly ToyDeposit[];
  readonly executionStateRoot: Hex;
  readonly executionBlockHash: Hex;
  /** In the state from Gloas on. */
  readonly withdrawals: ExpectedWithdrawalsPiece["entries"];
}

/** @param moreGwei  than in the first spurt, for each. One balance is above 2^50 gwei. */
export function toyBalances(length: number, moreGwei = 0n): bigint[] {
  return Array.from({ length }, (_, index) => {
    if (index === 9) return 2n ** 50n + 9n;
    return 32_000_000_000n + BigInt(index) * 1_000_003n + moreGwei;
  });
}

/**
 * The queue: strangers, a stranger's dust for a key that waits (it stands before the real deposit), a second deposit
 * for a validator that exists, and the deposits of the provisions named.
 */
export function toyQueue(waiting: readonly number[]): ToyDeposit[] {
  const strangers = Array.from({ length: 6 }, (_, k): ToyDeposit => {
    const credentials = new Uint8Array(32).fill(k);
    return { pubkey: makeKey(`stranger ${k}`), credentials, amountGwei: 32_000_000_000n };
  });
  const own = waiting.map((provision): ToyDeposit => {
    const { principalGwei, ...target } = PROVISIONS[provision - 1]!;
    const [pubkey, credentials] = [pubkeyOf(provision), credentialsOf(target)];
    return { provision, pubkey, credentials, amountGwei: principalGwei };
  });
  const dust = own.map(({ pubkey, credentials }) => ({ pubkey, credentials, amountGwei: 1_000_000_000n }));
  const topUp = { pubkey: pubkeyOf(1), credentials: credentialsOf(PROVISIONS[0]!), amountGwei: 5n };
  // A later provision may stand before an earlier one: deposits need not be mined in the order of their numbers.
  return [...strangers.slice(0, 2), ...dust, ...own.reverse(), topUp, ...strangers.slice(2)];
}

/** @returns the root node of the state. */
export function makeBeaconState(plan: ToyStatePlan): Node {
  const common = {
    slot: Number(plan.slot),
    genesisTime: Number(GENESIS_TIME),
    balances: plan.balancesGwei.map(Number),
    validators: plan.balancesGwei.map((_, index) => toyValidator(BigInt(index))),
  };
  const payload = {
    stateRoot: toBytes(plan.executionStateRoot),
    blockHash: toBytes(plan.executionBlockHash),
  };
  if (plan.fork === "deneb") {
    const state = ssz.deneb.BeaconState.defaultValue();
    Object.assign(state.latestExecutionPayloadHeader, payload);
    return ssz.deneb.BeaconState.toView({ ...state, ...common }).node;
  }
  const pendingDeposits = plan.deposits.map(({ pubkey, credentials, amountGwei }, position) => ({
    pubkey,
    withdrawalCredentials: credentials,
    amount: Number(amountGwei),
    signature: new Uint8Array(96).fill(position + 1),
    slot: 1_000 + position,
  }));
  if (plan.fork === "gloas") return gloasState({ ...common, pendingDeposits }, plan);
  const state = ssz.electra.BeaconState.defaultValue();
  Object.assign(state.latestExecutionPayloadHeader, payload);
  return ssz.electra.BeaconState.toView({ ...state, ...common, pendingDeposits }).node;
}

function gloasState(fields: object, { executionBlockHash, withdrawals }: ToyStatePlan): Node {
  const state = ssz.gloas.BeaconState.defaultValue();
  const payloadExpectedWithdrawals = withdrawals.map(({ index, validatorIndex, recipient, amountGwei }) => ({
    index: Number(index),
    validatorIndex: Number(validatorIndex),
    address: toBytes(recipient),
    amount: amountGwei,
  }));
  const latestBlockHash = toBytes(executionBlockHash);
  return ssz.gloas.BeaconState.toView({ ...state, ...fields, latestBlockHash, payloadExpectedWithdrawals })
    .node;
}

export function layoutLists(fork: ToyFork): LayoutLists {
  const at = (...path: string[]) => gindexOf(fork, ...path);
  return {
    activationTimestamps: [GENESIS_TIME],
    balances: [at("balances")],
    validators: [at("validators")],
    pendingDeposits: [fork === "deneb" ? 0n : at("pendingDeposits")],
    pendingConsolidations: [fork === "deneb" ? 0n : at("pendingConsolidations")],
    blockRoots: [at("blockRoots")],
    historicalSummaries: [at("historicalSummaries")],
    executionStateRoots: [fork === "gloas" ? 0n : at("latestExecutionPayloadHeader", "stateRoot")],
    executionBlockHashes: [fork === "gloas" ? at("latestBlockHash") : 0n],
    expectedWithdrawals: [fork === "gloas" ? at("payloadExpectedWithdrawals") : 0n],
    progressiveLists: [fork === "gloas" ? 1n : 0n],
  };
}

export function gindexOf(fork: ToyFork, ...path: string[]): bigint {
  return ssz[fork].BeaconState.getPathInfo(path).gindex;
}

/** A list's top, and its windows: the perfect trees of leaves in use, each with the gindex of its root. */
export interface ToyList {
  readonly top: ListTopPiece;
  readonly windows: readonly {
    readonly gindex: bigint;
    readonly firstLeaf: bigint;
    readonly depth: bigint;
  }[];
}

export function listTop(state: Node, fork: ToyFork, list: keyof typeof DATA_DEPTH, length: number): ToyList {
  const leaves = list === "balances" ? Math.ceil(length / 4) : length;
  const data = 2n * gindexOf(fork, list);
  const topAt = (gindex: bigint, levels: Hex[]): ListTopPiece => ({
    node: rootAt(state, gindex),
    length: BigInt(length),
    branch: siblings(state, gindex),
    levels,
  });
  if (fork !== "gloas") {
    const depth = BigInt(Math.max(1, Math.ceil(Math.log2(leaves))));
    const gindex = data << (DATA_DEPTH[list] - depth);
    return { top: topAt(gindex, []), windows: [{ gindex, firstLeaf: 0n, depth }] };
  }
  // EIP-7916: each spine node has a level of 4^k leaves to its left and the rest to its right.
  const windows: { gindex: bigint; firstLeaf: bigint; depth: bigint }[] = [];
  const roots: Hex[] = [];
  let spine = data;
  for (let firstLeaf = 0n, span = 1n, k = 0n; firstLeaf < leaves; firstLeaf += span, span *= 4n, k++) {
    roots.push(rootAt(state, 2n * spine));
    windows.push(
      k === 0n ? { gindex: data, firstLeaf, depth: 1n } : { gindex: 2n * spine, firstLeaf, depth: 2n * k },
    );
    spine = 2n * spine + 1n;
  }
  return { top: topAt(data, roots), windows };
}

/** Gindex of the node `above` levels over a leaf, and the levels from it to the root of its window. */
export function nodeOverLeaf({ windows }: ToyList, leaf: bigint, above: bigint) {
  const { gindex, firstLeaf, depth } = windows.findLast((window) => window.firstLeaf <= leaf)!;
  const levels = depth - above;
  return { gindex: (gindex << levels) | ((leaf - firstLeaf) >> above), levels };
}

export function rootAt(root: Node, gindex: bigint): Hex {
  return toHex(getNode(root, gindex).root);
}

/** Siblings from `gindex` up to `root`, bottom-up. */
export function siblings(root: Node, gindex: bigint): Hex[] {
  const branch: Hex[] = [];
  for (let at = gindex; at > 1n; at >>= 1n) branch.push(rootAt(root, at ^ 1n));
  return branch;
}

function toyValidator(index: bigint) {
  const place = PROVISIONS.findIndex((provision) => provision.index === index);
  const provision = PROVISIONS[place];
  return {
    pubkey: provision ? pubkeyOf(place + 1) : makeKey(`other ${index}`),
    withdrawalCredentials: provision ? credentialsOf(provision) : new Uint8Array(32).fill(9),
    effectiveBalance: 32_000_000_000,
    slashed: false,
    activationEligibilityEpoch: 0,
    activationEpoch: 0,
    exitEpoch: Number.POSITIVE_INFINITY,
    withdrawableEpoch: Number.POSITIVE_INFINITY,
  };
}
