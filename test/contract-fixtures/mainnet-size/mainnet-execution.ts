/**
 * Two pools, two pods and the token in an execution state as deep as mainnet's: a real account proof of 2025 has eight
 * nodes (shared/realdata/mainnet-el).
 * @module
 */
import { type Hex, keccak256, pad, toBytes, toHex, toRlp } from "viem";
import { SharedTrieNodes } from "../../../prover/spurt/calls/share-trie-nodes.ts";
import { deepTrie } from "../../../scripts/synthetic-deployment/deep-trie.ts";
import type { SourceProofPiece } from "../call-pieces.ts";
import { PODS, PUFFER_POOL, SUPPLY_SLOT, TOKEN, WITHDRAWAL_POOL } from "../toy-protocol.ts";

const ACCOUNT_BRANCHES = 7;
/** For a token with about a million holders and allowances. */
const STORAGE_BRANCHES = 5;
const EMPTY_STORAGE = keccak256(toRlp("0x"));

export interface MainnetExecution {
  readonly stateRoot: Hex;
  /** Of both tries, each once. */
  readonly nodes: readonly Hex[];
  /** Of the two sources, then of the two pods. */
  readonly sources: readonly SourceProofPiece[];
  readonly sourceValuesWei: readonly bigint[];
  readonly supply: SourceProofPiece;
  readonly supplyWei: bigint;
}

export const MAINNET_SOURCES = [PUFFER_POOL, WITHDRAWAL_POOL] as const;
export const MAINNET_PODS = PODS.slice(0, 2).map(({ address }) => address);

/** @param supplyWei  of the token. */
export function mainnetExecution(supplyWei: bigint): MainnetExecution {
  const holders = [...MAINNET_SOURCES, ...MAINNET_PODS];
  const sourceValuesWei = holders.map((_, k) => BigInt(k + 1) * 1_234_567_890_123_456_789n);
  const storage = deepTrie([[pad(toHex(SUPPLY_SLOT)), integer(supplyWei)]], STORAGE_BRANCHES);
  const accounts = deepTrie(
    [
      ...holders.map((holder, k) => [holder, account(sourceValuesWei[k]!, EMPTY_STORAGE)] as const),
      [TOKEN, account(0n, storage.root)],
    ],
    ACCOUNT_BRANCHES,
  );
  const shared = new SharedTrieNodes();
  return {
    stateRoot: accounts.root,
    nodes: shared.nodes,
    sources: holders.map((_, k) => shared.add({ account: accounts.proofs[k]!, slot: [] })),
    sourceValuesWei,
    supply: shared.add({ account: accounts.proofs[holders.length]!, slot: storage.proofs[0]! }),
    supplyWei,
  };
}

function account(balanceWei: bigint, storageRoot: Hex): Hex {
  return toRlp(["0x01", minimal(balanceWei), storageRoot, keccak256(toHex("code"))]);
}

const integer = (value: bigint): Hex => toRlp(minimal(value));
const minimal = (value: bigint): Hex => (value === 0n ? "0x" : toHex(toBytes(value)));
