/**
 * The fields of a synthetic state that do not grow with its validators: roots are random, so that no subtree is empty
 * that would not be on a real chain.
 * @module
 */
import type { ValueOf } from "@chainsafe/ssz";
import { ssz } from "@lodestar/types";
import { RandomBytes } from "./random-bytes.ts";

export type FuluState = ValueOf<typeof ssz.fulu.BeaconState>;

/** Of the time when mainnet had as many validators as the default. */
export const SLOT = 13_500_000;
const GENESIS_TIME = 1_606_824_023;
const SECONDS_PER_SLOT = 12;
const HISTORICAL_SUMMARIES = 880;
const ETH_GWEI = 1_000_000_000;

/** The lists with one entry a validator are left empty. */
export function smallFields(seed: number, pendingDeposits: number): FuluState {
  const random = new RandomBytes(seed, "small fields");
  const root = () => random.take(32);
  const state = ssz.fulu.BeaconState.defaultValue();
  const { currentVersion } = state.fork;
  return Object.assign(state, {
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
    latestExecutionPayloadHeader: {
      ...state.latestExecutionPayloadHeader,
      stateRoot: root(),
      blockHash: root(),
      blockNumber: 24_000_000,
      timestamp: GENESIS_TIME + SLOT * SECONDS_PER_SLOT,
    },
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
  });
}
