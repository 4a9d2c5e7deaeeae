/**
 * A real Ethereum network on this machine, from npm packages alone: an execution client, a consensus loop that
 * verifies every block, and a Beacon API. EIP-4788 works as on mainnet, which no test chain without a consensus layer
 * offers. For tests and demonstrations; everything is on the loopback interface and vanishes on `stop()`.
 *
 * What differs from a public network: one proposer holds all validator keys, blocks carry no attestations (so nothing
 * is ever finalized in the protocol's sense, see `BeaconChain.finalizedBehind`), no deposit requests and no blobs. After
 * the fork to Gloas the execution blocks stay those of Prague: the client has no Amsterdam.
 * @module
 */
import type { Hex } from "../../prover/hex.ts";
import { startBeaconApi } from "./beacon-api.ts";
import { BeaconChain, type ChainBlock } from "./beacon-chain.ts";
import { beaconChainConfig, type DevnetFork, SECONDS_PER_SLOT, useFastHasher } from "./beacon-config.ts";
import { beaconGenesis, type ExecutionBlockZero, type GenesisConsolidation } from "./beacon-genesis.ts";
import { BlockProducer } from "./block-producer.ts";
import { DEV_ACCOUNT_ADDRESS, DEV_ACCOUNT_PRIVATE_KEY } from "./dev-account.ts";
import { EngineApi } from "./engine-api.ts";
import { DevnetOptionError } from "./errors.ts";
import { startExecutionClient } from "./execution-client.ts";
import { executionGenesis, type GenesisAccount } from "./execution-genesis.ts";
import type { GenesisDeposit } from "./genesis-deposits.ts";
import { defaultGenesisValidator, type GenesisValidator, validatorSecretKeys } from "./genesis-validators.ts";
import { jsonRpc } from "./json-rpc.ts";
import { nameTypesAsBefore } from "./renamed-types.ts";
import { startRpcServer } from "./rpc-server.ts";
import { SlotClock, type SlotRun } from "./slot-clock.ts";

/**
 * 2025-01-01T00:00:00Z, always: the same transactions in the same slots make the same blocks, today and next year. In
 * the past, so that other programs find nothing odd in the times of its blocks.
 */
const GENESIS_TIME = 1_735_689_600;

const CHAIN_ID = 32_382;

/** What contracts must know of a network, before it is started. */
export function networkOf({
  fork = "electra",
  chainId = CHAIN_ID,
  genesisTime = GENESIS_TIME,
  gloasForkEpoch,
}: DevnetOptions) {
  return { fork, gloasForkEpoch, chainId, genesisTime, secondsPerSlot: SECONDS_PER_SLOT };
}

export interface DevnetOptions {
  /** At genesis. Default "electra". */
  readonly fork?: DevnetFork;
  /** From which on its blocks are of Gloas, at least 1; needs Fulu. Default: never. */
  readonly gloasForkEpoch?: number;
  /** Default 64. */
  readonly validatorCount?: number;
  /** Balance and credentials of each validator at genesis. Default: the mix of `defaultGenesisValidator`. */
  readonly genesisValidator?: (index: number) => GenesisValidator;
  /** Deposits that wait in the queue at genesis; see `GenesisDeposit.slot` for how long. Default: none. */
  readonly pendingDeposits?: readonly GenesisDeposit[];
  /** Consolidations that wait in the queue at genesis. Default: none. */
  readonly pendingConsolidations?: readonly GenesisConsolidation[];
  /** More accounts in the execution genesis, by address. */
  readonly executionAccounts?: Readonly<Record<Hex, GenesisAccount>>;
  /** Default 32,382, which belongs to no public network. */
  readonly chainId?: number;
  /** Unix seconds, default 2025-01-01T00:00:00Z. Slots are never compared with the machine's clock. */
  readonly genesisTime?: number;
  /** States served by the Beacon API, counted back from the head. Default 2,048. */
  readonly statesKept?: number;
  /** How long the execution client may take to start. */
  readonly startTimeoutMs?: number;
}

export interface Devnet {
  /** JSON-RPC of the execution layer. */
  readonly rpcUrl: string;
  readonly beaconUrl: string;
  readonly chainId: number;
  readonly fork: DevnetFork;
  readonly gloasForkEpoch: number | undefined;
  /** Unix seconds; slot s begins at genesisTime + s · secondsPerSlot. */
  readonly genesisTime: number;
  readonly secondsPerSlot: number;
  /** A funded account. Its private key is PUBLIC, known to everybody: never use it elsewhere. */
  readonly account: { readonly address: Hex; readonly privateKey: Hex };
  /** Process of the execution client, and its temporary folder. */
  readonly client: { readonly pid: number; readonly folder: string };
  head(): ChainBlock;
  /** Makes the next slot's block with all pending transactions. */
  produceSlot(): Promise<ChainBlock>;
  /** Gloas: makes the next slot's block, and never reveals the payload that it promises. */
  withholdPayload(): Promise<ChainBlock>;
  /** Leaves the next slots (one, unless told otherwise) without a block, as if their proposers were offline. */
  skipSlot(count?: number): Promise<void>;
  /** Keeps producing in the background, one slot every `intervalMs`, until its `stop` or the network's. */
  run(intervalMs: number): SlotRun;
  /** Produces a block in the background whenever transactions wait: no more slots pass than are needed. */
  runOnDemand(): SlotRun;
  /** Ends everything that was started and removes every file. May be called more than once. */
  stop(): Promise<void>;
}

/** @throws DevnetOptionError, ExecutionClientError or RpcCallError; nothing is left behind then. */
export async function startDevnet(options: DevnetOptions = {}): Promise<Devnet> {
  const { validatorCount = 64, statesKept = 2_048 } = options;
  const { fork, gloasForkEpoch, chainId, genesisTime, secondsPerSlot } = networkOf(options);
  if (!Number.isInteger(statesKept) || statesKept < 3) {
    throw new DevnetOptionError(
      "statesKept",
      statesKept,
      "must be an integer of at least 3, to include finalized",
    );
  }
  if (gloasForkEpoch !== undefined && (fork !== "fulu" || !(gloasForkEpoch >= 1))) {
    throw new DevnetOptionError(
      "gloasForkEpoch",
      gloasForkEpoch,
      "must be at least 1, after Fulu at genesis",
    );
  }
  const secretKeys = validatorSecretKeys(validatorCount);
  const validators = secretKeys.map((_, index) =>
    (options.genesisValidator ?? defaultGenesisValidator)(index),
  );
  const { executionAccounts: accounts = {}, startTimeoutMs = 300_000 } = options;
  const genesis = executionGenesis({ chainId, genesisTime, accounts });
  useFastHasher();
  nameTypesAsBefore();
  const running: (() => Promise<void>)[] = [];
  const stop = async () => {
    // The last one started is the first one stopped: nobody calls what is gone already.
    for (let end = running.pop(); end; end = running.pop()) await end();
  };
  try {
    const client = await startExecutionClient({ genesis, startTimeoutMs });
    running.push(client.stop);
    const executionBlock = await jsonRpc<ExecutionBlockZero>(client.rpcUrl, "eth_getBlockByNumber", [
      "0x0",
      false,
    ]);
    const chainConfig = beaconChainConfig(fork, chainId, gloasForkEpoch);
    const { config, state } = beaconGenesis({
      fork,
      chainConfig,
      genesisTime,
      executionBlock,
      secretKeys,
      validators,
      pendingDeposits: options.pendingDeposits ?? [],
      pendingConsolidations: options.pendingConsolidations ?? [],
    });
    const chain = new BeaconChain(state, executionBlock.hash, statesKept);
    const producer = new BlockProducer(
      chain,
      config,
      new EngineApi(client.engineUrl, client.jwtSecret),
      secretKeys,
    );
    const clock = new SlotClock((slot, isWithheld) => producer.produce(slot, isWithheld));
    const rpcServer = await startRpcServer(client.rpcUrl, (count) => clock.noteTransactions(count));
    running.push(rpcServer.stop);
    const beaconApi = await startBeaconApi(chain, config, chainConfig);
    running.push(beaconApi.stop);
    running.push(() => clock.stop());
    return {
      rpcUrl: rpcServer.url,
      beaconUrl: beaconApi.url,
      chainId,
      fork,
      gloasForkEpoch,
      genesisTime,
      secondsPerSlot,
      account: { address: DEV_ACCOUNT_ADDRESS, privateKey: DEV_ACCOUNT_PRIVATE_KEY },
      client: { pid: client.pid, folder: client.folder },
      head: () => chain.head,
      produceSlot: () => clock.produceSlot(),
      withholdPayload: () => clock.produceSlot(true),
      skipSlot: (count) => clock.skipSlot(count),
      run: (intervalMs) => clock.run(intervalMs),
      runOnDemand: () => clock.runOnDemand(),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
