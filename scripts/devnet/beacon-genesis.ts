/**
 * The genesis state of the consensus layer, on top of the execution layer's block 0.
 * Source: consensus-specs, phase0/beacon-chain.md (Genesis) and electra/beacon-chain.md, fulu/beacon-chain.md
 * (Testing: how the later fields begin).
 * @module
 */
import {
  type BeaconConfig,
  type ChainConfig,
  createBeaconConfig,
  createChainForkConfig,
} from "@lodestar/config";
import { DOMAIN_BEACON_PROPOSER, EFFECTIVE_BALANCE_INCREMENT, MIN_SEED_LOOKAHEAD } from "@lodestar/params";
import {
  type BeaconStateAllForks,
  computeProposers,
  createBeaconStateView,
  createPubkeyCache,
  getNextSyncCommittee,
  getSeed,
  type IBeaconStateView,
  syncPubkeys,
} from "@lodestar/state-transition";
import { ssz } from "@lodestar/types";
import { fromHex, type Hex } from "../../prover/hex.ts";
import type { DevnetFork } from "./beacon-config.ts";
import { DevnetOptionError } from "./errors.ts";
import { type GenesisDeposit, pendingDeposit } from "./genesis-deposits.ts";
import { type GenesisValidator, registryEntry, type SecretKey } from "./genesis-validators.ts";

/** Block 0 as `eth_getBlockByNumber` returns it; numbers are hex quantities. */
export interface ExecutionBlockZero {
  readonly hash: Hex;
  readonly stateRoot: Hex;
  readonly receiptsRoot: Hex;
  readonly logsBloom: Hex;
  readonly timestamp: Hex;
  readonly gasLimit: Hex;
  readonly baseFeePerGas: Hex;
}

export interface BeaconGenesisOptions {
  readonly fork: DevnetFork;
  readonly chainConfig: ChainConfig;
  readonly genesisTime: number;
  readonly executionBlock: ExecutionBlockZero;
  readonly secretKeys: readonly SecretKey[];
  /** One per secret key, in the order of their indices. */
  readonly validators: readonly GenesisValidator[];
  /** First in the queue first. */
  readonly pendingDeposits: readonly GenesisDeposit[];
  /** Carried out from the epoch on in which the source is withdrawable. Default: none. */
  readonly pendingConsolidations?: readonly GenesisConsolidation[];
}

/** By index (EIP-7251). */
export interface GenesisConsolidation {
  readonly source: number;
  readonly target: number;
}

export interface BeaconGenesis {
  readonly config: BeaconConfig;
  readonly state: IBeaconStateView;
}

export function beaconGenesis(options: BeaconGenesisOptions): BeaconGenesis {
  const value = genesisValue(options);
  const config = createBeaconConfig(options.chainConfig, value.genesisValidatorsRoot);
  const state: BeaconStateAllForks =
    options.fork === "fulu"
      ? ssz.fulu.BeaconState.toViewDU({
          ...value,
          proposerLookahead: ssz.fulu.ProposerLookahead.defaultValue(),
        })
      : ssz.electra.BeaconState.toViewDU(value);
  chooseDuties(state, config, value);
  const pubkeyCache = createPubkeyCache();
  syncPubkeys(pubkeyCache, value.validators);
  return {
    config,
    state: createBeaconStateView({ useNative: false, anchorState: state, config, pubkeyCache }),
  };
}

/** The fields that both forks share, without the ones that are drawn from them. */
function genesisValue(options: BeaconGenesisOptions) {
  const { fork, chainConfig, genesisTime, executionBlock, secretKeys, validators } = options;
  const value = ssz.electra.BeaconState.defaultValue();
  const { version } = createChainForkConfig(chainConfig).forks[fork];
  value.genesisTime = genesisTime;
  value.fork = { previousVersion: version, currentVersion: version, epoch: 0 };
  value.latestBlockHeader.bodyRoot = ssz.electra.BeaconBlockBody.hashTreeRoot(
    ssz.electra.BeaconBlockBody.defaultValue(),
  );
  const seed = fromHex(executionBlock.hash);
  value.randaoMixes = value.randaoMixes.map(() => seed);
  value.validators = validators.map((validator, index) =>
    registryEntry(validator, secretKeys[index]!.toPublicKey().toBytes()),
  );
  value.balances = validators.map(({ balanceGwei }) => Number(balanceGwei));
  value.previousEpochParticipation = validators.map(() => 0);
  value.currentEpochParticipation = validators.map(() => 0);
  value.inactivityScores = validators.map(() => 0);
  value.genesisValidatorsRoot = ssz.electra.BeaconState.fields.validators.hashTreeRoot(value.validators);
  value.latestExecutionPayloadHeader = executionHeader(executionBlock);
  value.pendingDeposits = options.pendingDeposits.map(pendingDeposit);
  value.pendingConsolidations = (options.pendingConsolidations ?? []).map(({ source, target }) => ({
    sourceIndex: source,
    targetIndex: target,
  }));
  // UNSET_DEPOSIT_REQUESTS_START_INDEX: no deposit request has been seen.
  value.depositRequestsStartIndex = 2n ** 64n - 1n;
  return value;
}

function executionHeader(block: ExecutionBlockZero) {
  const { ExecutionPayload, ExecutionPayloadHeader } = ssz.electra;
  return {
    ...ExecutionPayloadHeader.defaultValue(),
    stateRoot: fromHex(block.stateRoot),
    receiptsRoot: fromHex(block.receiptsRoot),
    logsBloom: fromHex(block.logsBloom),
    timestamp: Number(block.timestamp),
    gasLimit: Number(block.gasLimit),
    baseFeePerGas: BigInt(block.baseFeePerGas),
    blockHash: fromHex(block.hash),
    transactionsRoot: ExecutionPayload.fields.transactions.hashTreeRoot([]),
    withdrawalsRoot: ExecutionPayload.fields.withdrawals.hashTreeRoot([]),
  };
}

/** Sync committees, and for Fulu the proposers of the first epochs: drawn from the randomness and balances above. */
function chooseDuties(
  state: BeaconStateAllForks,
  config: BeaconConfig,
  { validators }: Pick<ReturnType<typeof genesisValue>, "validators">,
): void {
  const fork = config.getForkSeq(0);
  const activeIndices = Uint32Array.from(validators.keys());
  const increments = Uint16Array.from(validators, (v) => v.effectiveBalance / EFFECTIVE_BALANCE_INCREMENT);
  if (increments.every((increment) => increment === 0)) {
    // Duties are drawn in proportion to balances: the draw would never end.
    throw new DevnetOptionError("genesisValidator", "balances", "one validator at least needs 1 ETH");
  }
  const { syncCommittee } = getNextSyncCommittee(fork, state, activeIndices, increments);
  // Every fork that the network runs has these fields; the library's union type also covers phase 0.
  const altair = state as ReturnType<typeof ssz.electra.BeaconState.toViewDU>;
  altair.currentSyncCommittee = ssz.altair.SyncCommittee.toViewDU(syncCommittee);
  altair.nextSyncCommittee = ssz.altair.SyncCommittee.toViewDU(syncCommittee);
  if ("proposerLookahead" in state) {
    const proposers = Array.from({ length: MIN_SEED_LOOKAHEAD + 1 }, (_, epoch) =>
      computeProposers(
        fork,
        getSeed(state, epoch, DOMAIN_BEACON_PROPOSER),
        { epoch, activeIndices },
        increments,
      ),
    );
    state.proposerLookahead = ssz.fulu.ProposerLookahead.toViewDU(proposers.flat());
  }
  state.commit();
}
