/**
 * A whole bundle made without the prover: a small Electra state, two pools and a token in hand-built tries, branches
 * from persistent-merkle-tree, proofs of the toy circuit. Every check of `verifyBundle` holds for it.
 * @module
 */
import { Tree } from "@chainsafe/persistent-merkle-tree";
import { ssz } from "@lodestar/types";
import { keccak256, numberToHex, pad, toRlp } from "viem";
import { type BundleParts, makeBundle } from "../../prover/bundle/make-bundle.ts";
import type { Bundle, BundleExecution, BundlePage } from "../../prover/bundle/schema.ts";
import { fromHex, type Hex, toHex } from "../../prover/hex.ts";
import { registryCommitments } from "../../prover/plan/registry-commitment.ts";
import { flatTrie } from "./flat-trie.ts";
import type { ToyGroth16 } from "./toy-groth16.ts";

/** 44 validators: 11 chunks, so 4 levels up to the top. Those from 20 on hold more than their principal. */
export const BALANCES_GWEI = Array.from({ length: 44 }, (_, i) => 31_980_000_000n + BigInt(i) * 1_000_001n);
const OCCUPIED_DEPTH = 4;

export const PRINCIPAL_GWEI = 32_000_000_000n;

/** In three pages; the last one does not exist yet. */
const PAGES: readonly {
  readonly indices: readonly number[];
  readonly depth: number;
  readonly firstChunk: number;
}[] = [
  { indices: [3, 5], depth: 1, firstChunk: 0 },
  { indices: [40, 17, 18], depth: 4, firstChunk: 0 },
  { indices: [21, 1000], depth: 2, firstChunk: 4 },
];

export const REGISTRY = PAGES.flatMap(({ indices }) => indices).map((index) => ({
  index,
  principalGwei: PRINCIPAL_GWEI,
}));

export const POOLS = [
  { address: "0x1111111111111111111111111111111111111111", balanceWei: 7_000_000_000_000_000_001n },
  { address: "0x2222222222222222222222222222222222222222", balanceWei: 5_000_000_000_000_000_000n },
] as const;
export const TOKEN = { address: "0x3333333333333333333333333333333333333333", supplySlot: 2n } as const;
export const SUPPLY_WEI = 200n * 10n ** 18n;
const EMPTY_CODE_HASH = keccak256("0x");

export interface SyntheticParts extends BundleParts {
  readonly pages: readonly BundlePage[];
}

/** @param withExecution  without it the totals start from 0 and there is no rate. */
export async function syntheticParts(toy: ToyGroth16, withExecution = true): Promise<SyntheticParts> {
  const accounts = buildAccounts();
  const state = ssz.electra.BeaconState.defaultViewDU();
  state.slot = 123_456;
  state.balances = ssz.electra.BeaconState.fields.balances.toViewDU(BALANCES_GWEI.map(Number));
  state.latestExecutionPayloadHeader.stateRoot = fromHex(accounts.root);
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
    stateRoot: accounts.root,
    branch: branchOf(
      ssz.electra.BeaconState.getPathInfo(["latestExecutionPayloadHeader", "stateRoot"]).gindex,
    ),
    ...accounts.proofs,
  };
  const poolsWei = withExecution ? POOLS.reduce((sum, { balanceWei }) => sum + balanceWei, 0n) : 0n;
  return {
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
    balancesTop: { node: toHex(tree.getRoot(topGindex)), branch: branchOf(topGindex) },
    circuit: { size: "test", slots: 4, lanes: 8, sourceHash: "0".repeat(64) },
    key: { kind: "development", id: "development", verificationKey: toy.verificationKey },
    registry: REGISTRY,
    pages: await buildPages(tree, topGindex, poolsWei, toy),
    poolsWei,
    execution: withExecution ? execution : null,
  };
}

export async function syntheticBundle(toy: ToyGroth16, withExecution = true): Promise<Bundle> {
  return makeBundle(await syntheticParts(toy, withExecution));
}

async function buildPages(
  tree: Tree,
  topGindex: bigint,
  poolsWei: bigint,
  toy: ToyGroth16,
): Promise<BundlePage[]> {
  const commitments = await registryCommitments(REGISTRY);
  let [count, existing, principalWei, rawWei] = [0, 0, poolsWei, poolsWei];
  const pages: BundlePage[] = [];
  for (const { indices, depth, firstChunk } of PAGES) {
    const levels = OCCUPIED_DEPTH - depth;
    const gindex = (topGindex << BigInt(levels)) + BigInt(firstChunk >> depth);
    const node = tree.getRoot(gindex);
    const before = { count, existing, principalWei, rawWei };
    for (const index of indices) {
      const balanceGwei = BALANCES_GWEI[index];
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
      ...[value >> 128n, value & ((1n << 128n) - 1n), span, firstChunk, span, BALANCES_GWEI.length],
      ...[commitments[before.count]!, commitments[count]!, before.principalWei, principalWei],
      ...[before.rawWei, rawWei, before.count, count, before.existing, existing],
    ].map(String);
    pages.push({
      link: {
        node: toHex(node),
        depth,
        firstChunk,
        branch: tree.getSingleProof(gindex).slice(0, levels).map(toHex),
      },
      publicSignals,
      proof: await toy.prove(publicSignals),
    });
  }
  return pages;
}

function buildAccounts(): { root: Hex; proofs: Pick<BundleExecution, "pools" | "token"> } {
  const slotKey = keccak256(pad(numberToHex(TOKEN.supplySlot)));
  const storage = flatTrie([{ key: slotKey, value: toRlp(numberToHex(SUPPLY_WEI)) }]);
  const emptyStorageRoot = keccak256(toRlp("0x"));
  const trie = flatTrie([
    ...POOLS.map(({ address, balanceWei }) => ({
      key: keccak256(address),
      value: toRlp(["0x01", numberToHex(balanceWei), emptyStorageRoot, EMPTY_CODE_HASH]),
    })),
    { key: keccak256(TOKEN.address), value: toRlp(["0x01", "0x", storage.root, EMPTY_CODE_HASH]) },
  ]);
  return {
    root: trie.root,
    proofs: {
      pools: POOLS.map(({ address, balanceWei }) => ({
        address,
        balanceWei: balanceWei.toString(),
        accountProof: trie.proofOf(keccak256(address)),
      })),
      token: {
        address: TOKEN.address,
        accountProof: trie.proofOf(keccak256(TOKEN.address)),
        supplySlot: TOKEN.supplySlot.toString(),
        supplyWei: SUPPLY_WEI.toString(),
        storageProof: storage.proofOf(slotKey),
      },
    },
  };
}
