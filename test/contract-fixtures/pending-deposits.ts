/**
 * `pending-deposits.json`: a queue of deposits in an Electra state by @lodestar/types, with the branch of every entry.
 * @module
 */
import { getNode } from "@chainsafe/persistent-merkle-tree";
import { ssz } from "@lodestar/types";
import { encodeAbiParameters, type Hex, keccak256, parseAbiParameters, toBytes, toHex } from "viem";
import { siblings } from "./toy-state.ts";

const LENGTH = 21;
const LIMIT_DEPTH = 27n;
/** ceil(log2(21)). */
const TOP_DEPTH = 5n;
const PRINCIPAL_GWEI = 32_000_000_000n;
/** Dust for the public key of entry 5, a foreign payee for that of entry 4. */
const DUST = 19;
const FOREIGN = 20;
const PODS: readonly Hex[] = [
  "0x00000000000000000000000000000000000b0d01",
  "0x00000000000000000000000000000000000b0d02",
];
const STRANGER: Hex = "0x0000000000000000000000000000000000057a9e";

const QUEUE = parseAbiParameters([
  "bytes32 stateRoot, uint64 gindex, address[] pods, Top top, Entry[] entries",
  "struct Top { bytes32 node; uint64 length; bytes32[] branch; bytes32[] levels; }",
  "struct Entry { bytes32 pubkeyRoot; uint64 amountGwei; bytes32 withdrawalCredentials; bytes32 signatureRoot; bytes32 rest; bytes32[] branch; }",
]);

export function pendingDepositVectors() {
  const state = ssz.electra.BeaconState.defaultValue();
  state.slot = 7_777;
  state.pendingDeposits = Array.from({ length: LENGTH }, (_, position) => depositAt(position));
  const root = ssz.electra.BeaconState.toView(state).node;
  const gindex = ssz.electra.BeaconState.getPathInfo(["pendingDeposits"]).gindex;
  const topGindex = (2n * gindex) << (LIMIT_DEPTH - TOP_DEPTH);
  const entries = state.pendingDeposits.map((deposit, position) => {
    const entryGindex = (topGindex << TOP_DEPTH) + BigInt(position);
    return {
      pubkeyRoot: toHex(ssz.BLSPubkey.hashTreeRoot(deposit.pubkey)),
      amountGwei: BigInt(deposit.amount),
      withdrawalCredentials: toHex(deposit.withdrawalCredentials),
      signatureRoot: toHex(ssz.BLSSignature.hashTreeRoot(deposit.signature)),
      rest: toHex(getNode(root, 2n * entryGindex + 1n).root),
      branch: siblings(root, entryGindex).slice(0, Number(TOP_DEPTH)),
    };
  });
  const top = {
    node: toHex(getNode(root, topGindex).root),
    length: BigInt(LENGTH),
    branch: siblings(root, topGindex),
    levels: [],
  };
  return { queue: encodeAbiParameters(QUEUE, [toHex(root.root), gindex, PODS, top, entries]) };
}

function depositAt(position: number) {
  const key = position === DUST ? 5 : position === FOREIGN ? 4 : position;
  const payee = position === FOREIGN ? STRANGER : PODS[position % 2]!;
  return {
    pubkey: toBytes(`0x${keccak256(toBytes(`key ${key}`)).slice(2)}${"00".repeat(15)}0${key % 10}` as Hex),
    // 0x01 and 0x02 for each pod.
    withdrawalCredentials: toBytes(
      `0x0${1 + (Math.floor(position / 2) % 2)}${"00".repeat(11)}${payee.slice(2)}` as Hex,
    ),
    amount: Number(position === DUST ? 1_000_000_000n : PRINCIPAL_GWEI + BigInt(position)),
    signature: new Uint8Array(96).fill(position + 1),
    slot: 7_000 + position,
  };
}
