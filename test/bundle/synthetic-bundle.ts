/**
 * A whole bundle made without the prover: a small Electra state with a queue of deposits, sources, a liability and a
 * token in hand-built tries, branches from persistent-merkle-tree, proofs of the toy circuit. Every check of
 * `verifyBundle` holds for it.
 * @module
 */
import { type MultiProof, ProofType, Tree } from "@chainsafe/persistent-merkle-tree";
import { ssz } from "@lodestar/types";
import { keccak256, numberToHex, pad, toRlp } from "viem";
import { type BundleParts, makeBundle } from "../../prover/bundle/make-bundle.ts";
import type { Bundle, BundleExecution, BundlePage } from "../../prover/bundle/schema.ts";
import type { SourceSpec } from "../../prover/chain/execution/execution-proof.ts";
import { fromHex, type Hex, toHex } from "../../prover/hex.ts";
import { fromPublicSignals } from "../../prover/plan/public-inputs.ts";
import { registryCommitments } from "../../prover/plan/registry-commitment.ts";
import type { ToyGroth16 } from "../support/toy-groth16.ts";
import { flatTrie } from "./flat-trie.ts";

/** 44 validators: 11 chunks, so 4 levels up to the top. Those from 20 on hold more than their principal. */
export const BALANCES_GWEI = Array.from({ length: 44 }, (_, i) => 31_980_000_000n + BigInt(i) * 1_000_001n);
const OCCUPIED_DEPTH = 4;

export const PRINCIPAL_GWEI = 32_000_000_000n;

export interface SyntheticPage {
  readonly indices: readonly number[];
  readonly depth: number;
  readonly firstChunk: number;
}

/** In three pages; the last one does not exist yet. */
export const PAGES: readonly SyntheticPage[] = [
  { indices: [3, 5], depth: 1, firstChunk: 0 },
  { indices: [40, 17, 18], depth: 4, firstChunk: 0 },
  { indices: [21, 1000], depth: 2, firstChunk: 4 },
];

const registryOf = (pages: readonly SyntheticPage[]) =>
  pages.flatMap(({ indices }) => indices).map((index) => ({ index, principalGwei: PRINCIPAL_GWEI }));

export const REGISTRY = registryOf(PAGES);
/** More than all that is staked: the law of the cap is tested apart (chain/execution/reserves.test.ts). */
export const OUTSTANDING_GWEI = 10_000n * PRINCIPAL_GWEI;

const ETH = 10n ** 18n;
const POOL = "0x1111111111111111111111111111111111111111";
const WITHDRAWALS = "0x2222222222222222222222222222222222222222";
const REWARDS = "0x4444444444444444444444444444444444444444";
/** Has no account. */
const POD = "0x6666666666666666666666666666666666666666";

/** Accounts and slots of every kind: present, absent in a storage that is there, and absent with account or storage. */
export const SOURCES = [
  { name: "PufferPool", kind: "balance", address: POOL, slot: null, wei: 7n * ETH + 1n },
  { name: "WithdrawalPool", kind: "balance", address: WITHDRAWALS, slot: null, wei: 5n * ETH },
  { name: "AVS rewards", kind: "slot", address: REWARDS, slot: 0n, wei: 3n * ETH },
  { name: "no such slot", kind: "slot", address: REWARDS, slot: 2n, wei: 0n },
  { name: "no storage", kind: "slot", address: POOL, slot: 5n, wei: 0n },
  { name: "pod 1", kind: "pod", address: POD, slot: null, wei: 0n },
] as const satisfies readonly (SourceSpec & { wei: bigint })[];
export const LIABILITIES = [
  { name: "promised rewards", kind: "slot", address: REWARDS, slot: 1n, wei: 2n * ETH },
] as const satisfies readonly (SourceSpec & { wei: bigint })[];

/** Six validators exist, two deposits wait (one of them for validator 1000), one provision was given up. */
export const PROVISIONED = 9;
const WRITTEN_OFF = 8;
export const WAITING = [
  { provision: 7, position: 1, amountGwei: PRINCIPAL_GWEI },
  { provision: 9, position: 4, amountGwei: 2n * PRINCIPAL_GWEI },
] as const;
const QUEUE_LENGTH = 6;
const QUEUE_DEPTH = 3;

export const TOKEN = { address: "0x3333333333333333333333333333333333333333", supplySlot: 2n } as const;
export const SUPPLY_WEI = 200n * 10n ** 18n;
const EMPTY_CODE_HASH = keccak256("0x");

export interface SyntheticParts extends BundleParts {
  readonly pages: readonly BundlePage[];
}

/** Validators of the state: `SOURCE` is withdrawable and was not slashed, `SLASHED_SOURCE` was. */
export const SOURCE = 5;
export const SLASHED_SOURCE = 18;
export const SOURCE_WITHDRAWABLE_EPOCH = 3_000;

function validatorAt(index: number) {
  const validator = ssz.phase0.Validator.defaultValue();
  const isOut = index === SOURCE || index === SLASHED_SOURCE;
  return {
    ...validator,
    pubkey: new Uint8Array(48).fill(index + 1),
    slashed: index === SLASHED_SOURCE,
    exitEpoch: isOut ? SOURCE_WITHDRAWABLE_EPOCH - 256 : Number.POSITIVE_INFINITY,
    withdrawableEpoch: isOut ? SOURCE_WITHDRAWABLE_EPOCH : Number.POSITIVE_INFINITY,
  };
}

/**
 * @param withExecution  without it the totals start from 0 and there is no rate.
 * @param balancesGwei   as many as BALANCES_GWEI.
 * @param plan           other pages of the same state.
 */
export async function syntheticParts(
  toy: ToyGroth16,
  withExecution = true,
  balancesGwei: readonly bigint[] = BALANCES_GWEI,
  plan: readonly SyntheticPage[] = PAGES,
): Promise<SyntheticParts> {
  return (await syntheticState(toy, withExecution, balancesGwei, plan)).parts;
}

/** The same, with the tree of the beacon state. */
export async function syntheticState(
  toy: ToyGroth16,
  withExecution: boolean,
  balancesGwei: readonly bigint[],
  plan: readonly SyntheticPage[] = PAGES,
): Promise<{ readonly parts: SyntheticParts; readonly tree: Tree }> {
  const registry = registryOf(plan);
  const accounts = buildAccounts();
  const state = ssz.electra.BeaconState.defaultViewDU();
  state.slot = 123_456;
  state.balances = ssz.electra.BeaconState.fields.balances.toViewDU(balancesGwei.map(Number));
  state.validators = ssz.electra.BeaconState.fields.validators.toViewDU(
    balancesGwei.map((_, index) => validatorAt(index)),
  );
  state.latestExecutionPayloadHeader.stateRoot = fromHex(accounts.root);
  state.pendingDeposits = ssz.electra.BeaconState.fields.pendingDeposits.toViewDU(
    Array.from({ length: QUEUE_LENGTH }, (_, i) => depositAt(i)),
  );
  state.commit();
  const tree = new Tree(state.node);
  const branchOf = (gindex: bigint) => tree.getSingleProof(gindex).map(toHex);

  const headerValue = {
    slot: 123_456,
    proposerIndex: 9,
    parentRoot: new Uint8Array(32).fill(1),
    stateRoot: state.hashTreeRoot(),
    bodyRoot: new Uint8Array(32).fill(2),
  };
  const { gindex: balancesGindex } = ssz.electra.BeaconState.getPathInfo(["balances"]);
  const topGindex = (2n * balancesGindex) << BigInt(38 - OCCUPIED_DEPTH);
  const execution: BundleExecution = {
    blockNumber: "77",
    blockTimestamp: "1700000000",
    policy: "principal",
    deposits: buildDeposits(tree, registry),
    stateRoot: accounts.root,
    branch: branchOf(
      ssz.electra.BeaconState.getPathInfo(["latestExecutionPayloadHeader", "stateRoot"]).gindex,
    ),
    header: null,
    withdrawals: null,
    consolidations: null,
    ...accounts.proofs,
  };
  const startWei = withExecution ? sumOf(SOURCES.map(({ wei }) => wei)) + waitingWei() : 0n;
  const parts: SyntheticParts = {
    state: {
      fork: "electra",
      header: {
        slot: headerValue.slot,
        proposerIndex: headerValue.proposerIndex,
        parentRoot: toHex(headerValue.parentRoot),
        stateRoot: toHex(headerValue.stateRoot),
        bodyRoot: toHex(headerValue.bodyRoot),
      },
      blockRoot: toHex(ssz.phase0.BeaconBlockHeader.hashTreeRoot(headerValue)),
      listLength: BALANCES_GWEI.length,
    },
    balancesTop: { node: toHex(tree.getRoot(topGindex)), branch: branchOf(topGindex), levels: [] },
    circuit: { size: "test", slots: 4, lanes: 8, sourceHash: "0".repeat(64) },
    key: { kind: "development", id: "development", verificationKey: toy.verificationKey },
    registry,
    pages: await buildPages(tree, topGindex, startWei, toy, balancesGwei, plan),
    startWei,
    startCount: 0,
    execution: withExecution ? execution : null,
  };
  return { parts, tree };
}

export async function syntheticBundle(toy: ToyGroth16, withExecution = true): Promise<Bundle> {
  return makeBundle(await syntheticParts(toy, withExecution));
}

/** What somebody proves who goes on from the pages before `page` (from 0), which the oracle has. */
export function continuedParts(parts: SyntheticParts, page: number): SyntheticParts {
  const pages = parts.pages.slice(page);
  return { ...parts, pages, startCount: Number(fromPublicSignals(pages[0]!.publicSignals).countIn) };
}

async function buildPages(
  tree: Tree,
  topGindex: bigint,
  startWei: bigint,
  toy: ToyGroth16,
  balancesGwei: readonly bigint[],
  plan: readonly SyntheticPage[],
): Promise<BundlePage[]> {
  const commitments = await registryCommitments(registryOf(plan));
  let [count, existing, principalWei, rawWei] = [0, 0, startWei, startWei];
  const pages: BundlePage[] = [];
  for (const { indices, depth, firstChunk } of plan) {
    const levels = OCCUPIED_DEPTH - depth;
    const gindex = (topGindex << BigInt(levels)) + BigInt(firstChunk >> depth);
    const node = tree.getRoot(gindex);
    const before = { count, existing, principalWei, rawWei };
    for (const index of indices) {
      const balanceGwei = balancesGwei[index];
      count++;
      if (balanceGwei === undefined) continue;
      existing++;
      rawWei += balanceGwei * 1_000_000_000n;
      const excessGwei = balanceGwei > PRINCIPAL_GWEI ? balanceGwei - PRINCIPAL_GWEI : 0n;
      principalWei += (balanceGwei - excessGwei) * 1_000_000_000n;
    }
    const value = BigInt(toHex(node));
    const span = 2 ** depth;
    const publicSignals = [
      value >> 128n,
      value & ((1n << 128n) - 1n),
      span,
      firstChunk,
      span,
      BALANCES_GWEI.length,
      commitments[before.count]!,
      commitments[count]!,
      before.principalWei,
      principalWei,
      before.rawWei,
      rawWei,
      before.count,
      count,
      before.existing,
      existing,
    ].map(String);
    pages.push({
      link: {
        node: toHex(node),
        depth,
        firstChunk,
        branch: tree.getSingleProof(gindex).slice(0, levels).map(toHex),
      },
      balances: balancesOf(tree, topGindex, indices, depth, firstChunk),
      publicSignals,
      proof: await toy.prove(publicSignals),
    });
  }
  return pages;
}

/** By the multiproofs of persistent-merkle-tree, which order siblings as consensus-specs does. */
function balancesOf(
  tree: Tree,
  topGindex: bigint,
  indices: readonly number[],
  depth: number,
  firstChunk: number,
): BundlePage["balances"] {
  const claimed = indices.filter((index) => index < BALANCES_GWEI.length).map((index) => index >> 2);
  const chunks = [...new Set(claimed)].sort((a, b) => a - b);
  const below = new Tree(
    tree.getNode((topGindex << BigInt(OCCUPIED_DEPTH - depth)) + BigInt(firstChunk >> depth)),
  );
  const gindices = chunks.map((chunk) => BigInt(2 ** depth + chunk - firstChunk));
  const { witnesses } = below.getProof({ type: ProofType.multi, gindices }) as MultiProof;
  return {
    chunks: gindices.map((gindex) => toHex(below.getRoot(gindex))),
    siblings: witnesses.map(toHex),
  };
}

export function sumOf(values: readonly bigint[]): bigint {
  return values.reduce((a, b) => a + b, 0n);
}

/** ETH in the queue that is the protocol's. */
export function waitingWei(): bigint {
  return sumOf(WAITING.map(({ amountGwei }) => amountGwei * 10n ** 9n));
}

/** Every entry is a deposit of its own; those of nobody have another amount. */
function depositAt(position: number) {
  const mine = WAITING.find((waiting) => waiting.position === position);
  return {
    pubkey: new Uint8Array(48).fill(position + 1),
    withdrawalCredentials: fromHex(`0x0${1 + (position & 1)}${"00".repeat(11)}${POD.slice(2)}`),
    amount: Number(mine?.amountGwei ?? 1_000_000_000n),
    signature: new Uint8Array(96).fill(position + 100),
    slot: 123_000 + position,
  };
}

function buildDeposits(tree: Tree, registry: typeof REGISTRY): BundleExecution["deposits"] {
  const existing = registry.filter(({ index }) => index < BALANCES_GWEI.length).length;
  const { gindex: queueGindex } = ssz.electra.BeaconState.getPathInfo(["pendingDeposits"]);
  const topGindex = (2n * queueGindex) << BigInt(27 - QUEUE_DEPTH);
  return {
    provisioned: (existing + WAITING.length + 1).toString(),
    writtenOffBefore: "0",
    outstandingGwei: OUTSTANDING_GWEI.toString(),
    top: {
      node: toHex(tree.getRoot(topGindex)),
      length: QUEUE_LENGTH,
      branch: tree.getSingleProof(topGindex).map(toHex),
      levels: [],
    },
    waiting: WAITING.map(({ provision, position, amountGwei }) => {
      const entry = (topGindex << BigInt(QUEUE_DEPTH)) + BigInt(position);
      const { pubkey, withdrawalCredentials, signature } = depositAt(position);
      const { fields } = ssz.electra.PendingDeposit;
      return {
        provision: provision.toString(),
        position,
        amountGwei: amountGwei.toString(),
        pubkeyRoot: toHex(fields.pubkey.hashTreeRoot(pubkey)),
        withdrawalCredentials: toHex(withdrawalCredentials),
        signatureRoot: toHex(fields.signature.hashTreeRoot(signature)),
        rest: toHex(tree.getRoot(2n * entry + 1n)),
        branch: tree.getSingleProof(entry).slice(0, QUEUE_DEPTH).map(toHex),
      };
    }),
    writtenOff: [WRITTEN_OFF.toString()],
  };
}

type ProvedAccounts = Pick<BundleExecution, "sources" | "liabilities" | "token">;

function buildAccounts(): { root: Hex; proofs: ProvedAccounts } {
  const storageKey = (slot: bigint) => keccak256(pad(numberToHex(slot)));
  const supply = flatTrie([{ key: storageKey(TOKEN.supplySlot), value: toRlp(numberToHex(SUPPLY_WEI)) }]);
  const rewards = flatTrie(
    [...SOURCES, ...LIABILITIES]
      .filter(({ address, wei }) => address === REWARDS && wei > 0n)
      .map(({ slot, wei }) => ({ key: storageKey(slot!), value: toRlp(numberToHex(wei)) })),
  );
  const nothing = keccak256(toRlp("0x"));
  const accounts: [Hex, bigint, Hex][] = [
    [POOL, SOURCES[0].wei, nothing],
    [WITHDRAWALS, SOURCES[1].wei, nothing],
    [REWARDS, 0n, rewards.root],
    [TOKEN.address, 0n, supply.root],
  ];
  const trie = flatTrie(
    accounts.map(([address, wei, storageRoot]) => ({
      key: keccak256(address),
      value: toRlp(["0x01", wei === 0n ? "0x" : numberToHex(wei), storageRoot, EMPTY_CODE_HASH]),
    })),
  );
  const proofOf = ({ wei, slot, ...spec }: (typeof SOURCES | typeof LIABILITIES)[number]) => ({
    ...spec,
    slot: slot?.toString() ?? null,
    valueWei: wei.toString(),
    accountProof: trie.proofOf(keccak256(spec.address)),
    storageProof: slot !== null && spec.address === REWARDS ? rewards.proofOf(storageKey(slot)) : [],
  });
  return {
    root: trie.root,
    proofs: {
      sources: SOURCES.map(proofOf),
      liabilities: LIABILITIES.map(proofOf),
      token: {
        address: TOKEN.address,
        accountProof: trie.proofOf(keccak256(TOKEN.address)),
        supplySlot: TOKEN.supplySlot.toString(),
        supplyWei: SUPPLY_WEI.toString(),
        storageProof: supply.proofOf(storageKey(TOKEN.supplySlot)),
      },
    },
  };
}
