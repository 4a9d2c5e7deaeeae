/**
 * The fields of a synthetic state that do not grow with its validators: roots are random, so that no subtree is empty
 * that would not be on a real chain.
 * @module
 */
import type { ValueOf } from "@chainsafe/ssz";
import { ssz } from "@lodestar/types";
import { RandomBytes } from "./random-bytes.ts";

export const SYNTHETIC_FORKS = ["fulu", "gloas"] as const;
export type SyntheticFork = (typeof SYNTHETIC_FORKS)[number];

/** Values of a state by the names of its fields. */
type Fields = Readonly<Record<string, unknown>>;
export type StateFields = Fields & {
  readonly latestBlockHeader: ValueOf<typeof ssz.phase0.BeaconBlockHeader>;
};

/** Of the time when mainnet had as many validators as the default. */
export const SLOT = 13_500_000;
const GENESIS_TIME = 1_606_824_023;
const SECONDS_PER_SLOT = 12;
const HISTORICAL_SUMMARIES = 880;
const ETH_GWEI = 1_000_000_000;
/** As many as a payload takes. */
const WITHDRAWALS = 16;

/** The lists with one entry a validator are left empty. */
export function smallFields(
  fork: SyntheticFork,
  seed: number,
  pendingDeposits: number,
  executionStateRoot?: Uint8Array,
): StateFields {
  const random = new RandomBytes(seed, "small fields");
  const root = () => random.take(32);
  const state = ssz[fork].BeaconState.defaultValue();
  const { currentVersion } = state.fork;
  const common = {
    genesisTime: GENESIS_TIME,
    genesisValidatorsRoot: root(),
    slot: SLOT,
    fork: { previousVersion: currentVersion, currentVersion, epoch: 0 },
    latestBlockHeader: {
      slot: SLOT,
      proposerIndex: 1,
      parentRoot: root(),
      stateRoot: new Uint8Array(32),
      bodyRoot: root(),
    },
    blockRoots: state.blockRoots.map(root),
    stateRoots: state.stateRoots.map(root),
    randaoMixes: state.randaoMixes.map(root),
    historicalSummaries: Array.from({ length: HISTORICAL_SUMMARIES }, () => ({
      blockSummaryRoot: root(),
      stateSummaryRoot: root(),
    })),
    pendingDeposits: Array.from({ length: pendingDeposits }, (_, position) => ({
      pubkey: random.take(48),
      withdrawalCredentials: Buffer.concat([Buffer.from([2]), Buffer.alloc(11), random.take(20)]),
      amount: 32 * ETH_GWEI,
      signature: random.take(96),
      slot: SLOT - pendingDeposits + position,
    })),
    proposerLookahead: state.proposerLookahead.map((_, i) => i),
  };
  return { ...state, ...common, ...executionFields(fork, random, executionStateRoot) };
}

function executionFields(fork: SyntheticFork, random: RandomBytes, stateRoot?: Uint8Array): Fields {
  if (fork === "fulu") {
    const drawnRoot = random.take(32);
    return {
      latestExecutionPayloadHeader: {
        ...ssz.fulu.ExecutionPayloadHeader.defaultValue(),
        stateRoot: stateRoot ?? drawnRoot,
        blockHash: random.take(32),
        blockNumber: 24_000_000,
        timestamp: GENESIS_TIME + SLOT * SECONDS_PER_SLOT,
      },
    };
  }
  const latestBlockHash = random.take(32);
  return {
    latestBlockHash,
    latestExecutionPayloadBid: {
      ...ssz.gloas.ExecutionPayloadBid.defaultValue(),
      parentBlockHash: latestBlockHash,
      blockHash: random.take(32),
      slot: SLOT,
    },
    payloadExpectedWithdrawals: Array.from({ length: WITHDRAWALS }, (_, index) => ({
      index,
      validatorIndex: index,
      address: random.take(20),
      amount: BigInt(ETH_GWEI),
    })),
  };
}
