/**
 * `consolidations.json`: consolidations (EIP-7251) as Lodestar's own state transition carries them out, before and after.
 *
 * | index | | request | what becomes of it |
 * |---|---|---|---|
 * | 0 | registered, 0x01, 32.4 ETH | into 1 | 32 ETH move, what is above them stays and is withdrawn |
 * | 1 | registered, 0x02, 33 ETH | later into 3 | takes the principal of 0 and 2 along |
 * | 2 | registered, 0x01, 31 ETH | into 1 | its loss is the group's |
 * | 3 | registered, 0x02, 32.2 ETH | | |
 * | 4 | foreign, 32 ETH | into 1 | balance without principal |
 * | 5 | registered, 0x01, 32 ETH | into 6 | gone |
 * | 6 | foreign, 0x02 | | |
 * | 7 | registered, 0x01, 32 ETH | into 3 | slashed before its time: nothing moves |
 * | 8 | registered, 0x01, 33.5 ETH | into itself | becomes 0x02, what is above 32 ETH waits in the queue of deposits |
 *
 * Every block of the chain is empty, so headers hold a slot and a state root.
 * @module
 */
import { getNode, type Node } from "@chainsafe/persistent-merkle-tree";
import { type ChainConfig, createChainConfig } from "@lodestar/config";
import { ForkSeq } from "@lodestar/params";
import {
  BeaconStateView,
  type CachedBeaconStateElectra,
  interopSecretKeys,
  processSlots,
} from "@lodestar/state-transition";
import { processConsolidationRequest, processProposerSlashing } from "@lodestar/state-transition/block";
import { ssz } from "@lodestar/types";
import { encodeAbiParameters, type Hex, parseAbiParameters, toHex } from "viem";
import { beaconChainConfig, useFastHasher } from "../../scripts/devnet/beacon-config.ts";
import { beaconGenesis } from "../../scripts/devnet/beacon-genesis.ts";
import { listTop, nodeOverLeaf, rootAt, siblings, type ToyList } from "./toy-state.ts";

/** As the forge tests have it: Sepolia's Electra is active. */
const GENESIS_TIME = 1_750_000_000n;
const SECONDS_PER_SLOT = 12n;
const SLOTS_PER_EPOCH = 32;
const ETH = 1_000_000_000n;
const POD: Hex = "0x0000000000000000000000000000000000b0d001";
const STRANGER: Hex = "0x00000000000000000000000000000000057a4e00";

/** Balance in gwei, prefix; foreign ones pay a stranger. The last three only give the chain its churn. */
export const VALIDATORS: readonly { balanceGwei: bigint; prefix: 1 | 2; foreign?: true }[] = [
  { balanceGwei: 32_400_000_000n, prefix: 1 },
  { balanceGwei: 33n * ETH, prefix: 2 },
  { balanceGwei: 31n * ETH, prefix: 1 },
  { balanceGwei: 32_200_000_000n, prefix: 2 },
  { balanceGwei: 32n * ETH, prefix: 1, foreign: true },
  { balanceGwei: 32n * ETH, prefix: 1 },
  { balanceGwei: 40n * ETH, prefix: 2, foreign: true },
  { balanceGwei: 32n * ETH, prefix: 1 },
  { balanceGwei: 33_500_000_000n, prefix: 1 },
  { balanceGwei: 2048n * ETH, prefix: 2, foreign: true },
  { balanceGwei: 2048n * ETH, prefix: 2, foreign: true },
  { balanceGwei: 2048n * ETH, prefix: 2, foreign: true },
];
export const SLASHED = 7;

const MOMENT = parseAbiParameters([
  "uint64 nextTimestamp, Header header, Queue queue, Validators validators, Balances balances",
  "struct Header { uint64 slot; uint64 proposerIndex; bytes32 parentRoot; bytes32 stateRoot; bytes32 bodyRoot; }",
  "struct Top { bytes32 node; uint64 length; bytes32[] branch; bytes32[] levels; }",
  "struct Queued { uint64 position; uint64 sourceIndex; uint64 targetIndex; bytes32[] branch; }",
  "struct Queue { Top top; Queued[] entries; }",
  "struct Source { uint64 validatorIndex; uint64 effectiveBalanceGwei; uint64 exitEpoch; uint64 withdrawableEpoch; bytes32 keyAndCredentials; bytes32 activation; bytes32[] branch; }",
  "struct Validators { Top top; Source[] sources; }",
  "struct Member { uint64 provision; bytes32 chunk; bytes32[] branch; }",
  "struct Balances { Top top; Member[] members; uint64[] balancesGwei; }",
]);

type Fork = "electra" | "gloas";

export function consolidationVectors() {
  const keys = interopSecretKeys(VALIDATORS.length);
  const pubkeys = keys.map((key) => toHex(key.toPublicKey().toBytes()));
  const registered = [...VALIDATORS.keys()].filter((index) => !VALIDATORS[index]!.foreign);
  const moments = playOut();
  return {
    genesisTime: GENESIS_TIME,
    pod: POD,
    pubkeys: registered.map((index) => pubkeys[index]!),
    indices: registered.map(BigInt),
    ...Object.fromEntries(
      Object.entries(moments).map(([name, state]) => [
        name,
        momentOf("electra", electraTree(state), state, registered),
      ]),
    ),
    // As if the state stayed as it is until the slashed one is withdrawable, 36 days later.
    longAfter: momentOf(
      "electra",
      electraTree(moments.done),
      moments.done,
      registered,
      moments.done.validators.getReadonly(SLASHED).withdrawableEpoch * SLOTS_PER_EPOCH,
    ),
    // The same lists in the shape that they have from Gloas on.
    gloasQueued: momentOf("gloas", gloasTree(moments.queued), moments.queued, registered),
    gloasDone: momentOf("gloas", gloasTree(moments.done), moments.done, registered),
  };
}

/** The chain at the moments that the tests are about. */
export function playOut() {
  useFastHasher();
  const start = genesisState();
  const queued = advance(start, SLOTS_PER_EPOCH + 1);
  request(queued, 0, 1);
  request(queued, 4, 1);
  request(queued, 2, 1);
  request(queued, 5, 6);
  request(queued, SLASHED, 3);
  request(queued, 8, 8);
  commit(queued);
  const slashing = queued.clone();
  slash(slashing, SLASHED);
  commit(slashing);
  const doneEpoch = queued.validators.getReadonly(2).withdrawableEpoch;
  const before = advance(slashing, doneEpoch * SLOTS_PER_EPOCH - 1);
  const done = advance(before, doneEpoch * SLOTS_PER_EPOCH);
  const onward = done.clone();
  request(onward, 1, 3);
  commit(onward);
  const chained = advance(onward, onward.validators.getReadonly(1).withdrawableEpoch * SLOTS_PER_EPOCH + 3);
  return { queued, before, done, onward, chained };
}

function genesisState(): CachedBeaconStateElectra {
  const chainConfig: ChainConfig = createChainConfig({
    ...beaconChainConfig("electra", 1337),
    SHARD_COMMITTEE_PERIOD: 0,
    MIN_VALIDATOR_WITHDRAWABILITY_DELAY: 2,
    // Consolidations get what of the churn is above the one of exits: on mainnet by its size.
    MIN_PER_EPOCH_CHURN_LIMIT_ELECTRA: 1024 * Number(ETH),
    MAX_PER_EPOCH_ACTIVATION_EXIT_CHURN_LIMIT: 256 * Number(ETH),
  });
  const zero: Hex = `0x${"00".repeat(32)}`;
  const { state } = beaconGenesis({
    fork: "electra",
    chainConfig,
    genesisTime: Number(GENESIS_TIME),
    executionBlock: {
      hash: `0x${"11".repeat(32)}`,
      stateRoot: zero,
      receiptsRoot: zero,
      logsBloom: `0x${"00".repeat(256)}`,
      timestamp: "0x0",
      gasLimit: "0x0",
      baseFeePerGas: "0x1",
    },
    secretKeys: interopSecretKeys(VALIDATORS.length),
    validators: VALIDATORS.map(({ balanceGwei, prefix, foreign }) => ({
      balanceGwei,
      credentialsPrefix: prefix,
      withdrawalAddress: foreign ? STRANGER : POD,
    })),
    pendingDeposits: [],
  });
  if (!(state instanceof BeaconStateView)) throw new Error("Lodestar made a state of another kind");
  return state.cachedState as CachedBeaconStateElectra;
}

function advance(state: CachedBeaconStateElectra, slot: number): CachedBeaconStateElectra {
  return processSlots(state, slot) as CachedBeaconStateElectra;
}

/** As the owner of the source's withdrawal address asks for it. */
function request(state: CachedBeaconStateElectra, source: number, target: number): void {
  processConsolidationRequest(state, {
    sourceAddress: Buffer.from((VALIDATORS[source]!.foreign ? STRANGER : POD).slice(2), "hex"),
    sourcePubkey: state.validators.getReadonly(source).pubkey,
    targetPubkey: state.validators.getReadonly(target).pubkey,
  });
}

function slash(state: CachedBeaconStateElectra, index: number): void {
  const signed = (root: number) => ({
    message: {
      slot: 1n,
      proposerIndex: index,
      parentRoot: new Uint8Array(32).fill(root),
      stateRoot: new Uint8Array(32),
      bodyRoot: new Uint8Array(32),
    },
    signature: new Uint8Array(96),
  });
  processProposerSlashing(
    ForkSeq.electra,
    state,
    { signedHeader1: signed(1), signedHeader2: signed(2) },
    false,
  );
}

function commit(state: CachedBeaconStateElectra): void {
  state.commit();
}

function electraTree(state: CachedBeaconStateElectra): Node {
  return state.node;
}

function gloasTree(state: CachedBeaconStateElectra): Node {
  const value = ssz.gloas.BeaconState.defaultValue();
  value.slot = state.slot;
  value.validators = state.validators.getAllReadonlyValues();
  value.balances = state.balances.getAll();
  value.pendingConsolidations = state.pendingConsolidations.toValue();
  return ssz.gloas.BeaconState.toView(value).node;
}

/** @param slot  of the header. */
function momentOf(
  fork: Fork,
  tree: Node,
  state: CachedBeaconStateElectra,
  registered: readonly number[],
  slot = state.slot,
) {
  const header = {
    slot,
    proposerIndex: 0,
    parentRoot: new Uint8Array(32).fill(1),
    stateRoot: tree.root,
    bodyRoot: new Uint8Array(32).fill(2),
  };
  return {
    blockRoot: toHex(ssz.phase0.BeaconBlockHeader.hashTreeRoot(header)),
    moment: encodeAbiParameters(MOMENT, [
      GENESIS_TIME + SECONDS_PER_SLOT * BigInt(slot + 1),
      {
        slot: BigInt(slot),
        proposerIndex: 0n,
        parentRoot: toHex(header.parentRoot),
        stateRoot: toHex(header.stateRoot),
        bodyRoot: toHex(header.bodyRoot),
      },
      queueOf(fork, tree, state),
      validatorsOf(fork, tree, state),
      balancesOf(fork, tree, state, registered),
    ]),
    queuedDepositsGwei: state.pendingDeposits.getAllReadonlyValues().map(({ amount }) => BigInt(amount)),
  };
}

function queueOf(fork: Fork, tree: Node, state: CachedBeaconStateElectra) {
  const queue = state.pendingConsolidations.toValue();
  // A list without entries has no top.
  if (queue.length === 0)
    return { top: { node: toHex(new Uint8Array(32)), length: 0n, branch: [], levels: [] }, entries: [] };
  const list = listTop(tree, fork, "pendingConsolidations", queue.length);
  const entries = queue.map(({ sourceIndex, targetIndex }, position) => ({
    position: BigInt(position),
    sourceIndex: BigInt(sourceIndex),
    targetIndex: BigInt(targetIndex),
    branch: branchOf(tree, list, position),
  }));
  return { top: list.top, entries };
}

function validatorsOf(fork: Fork, tree: Node, state: CachedBeaconStateElectra) {
  const list = listTop(tree, fork, "validators", VALIDATORS.length);
  const sources = [...VALIDATORS.keys()].map((index) => {
    const validator = state.validators.getReadonly(index);
    const element = nodeOverLeaf(list, BigInt(index), 0n).gindex;
    const below = (gindex: bigint): Hex =>
      toHex(getNode(tree, (element << depthOf(gindex)) | (gindex ^ (1n << depthOf(gindex)))).root);
    return {
      validatorIndex: BigInt(index),
      effectiveBalanceGwei: BigInt(validator.effectiveBalance),
      exitEpoch: epochOf(validator.exitEpoch),
      withdrawableEpoch: epochOf(validator.withdrawableEpoch),
      keyAndCredentials: below(4n),
      activation: below(6n),
      branch: branchOf(tree, list, index),
    };
  });
  return { top: list.top, sources };
}

function balancesOf(fork: Fork, tree: Node, state: CachedBeaconStateElectra, registered: readonly number[]) {
  const balancesGwei = state.balances.getAll().map(BigInt);
  const list = listTop(tree, fork, "balances", balancesGwei.length);
  const members = registered.map((index, k) => {
    const leaf = Math.floor(index / 4);
    return {
      provision: BigInt(k + 1),
      chunk: rootAt(tree, nodeOverLeaf(list, BigInt(leaf), 0n).gindex),
      branch: branchOf(tree, list, leaf),
    };
  });
  return { top: list.top, members, balancesGwei };
}

/** Siblings from a leaf up to the node of its window. */
function branchOf(tree: Node, list: ToyList, leaf: number): Hex[] {
  const { gindex, levels } = nodeOverLeaf(list, BigInt(leaf), 0n);
  return siblings(tree, gindex).slice(0, Number(levels));
}

const depthOf = (gindex: bigint): bigint => BigInt(gindex.toString(2).length - 1);
const epochOf = (epoch: number): bigint => (Number.isFinite(epoch) ? BigInt(epoch) : 2n ** 64n - 1n);
