/**
 * What the auditor's own nodes say about the block of a bundle. Each question is asked once, when a claim first needs
 * it; if a node fails, each claim that needs the answer reports it, and the others are still checked. Only the slot is
 * taken from the bundle.
 * @module
 */
import type { Address } from "viem";
import { atOneBlock, type OneBlockClient } from "../chain/client/at-one-block.ts";
import type { ChainClient } from "../chain/client/chain-client.ts";
import { readView } from "../chain/client/read-view.ts";
import type { ExecutionAnchor } from "../chain/execution/execution-anchor.ts";
import type {
  DepositsProof,
  ExecutionProof,
  ExpectedWithdrawalsProof,
} from "../chain/execution/execution-proof.ts";
import { fetchExecutionProof } from "../chain/execution/fetch-execution-proof.ts";
import { TrieNodes } from "../chain/execution/trie-nodes.ts";
import { connectOracle, type OracleContracts, timeOfSlot } from "../chain/views/oracle-contracts.ts";
import {
  type Report,
  readBlockAssetsAddress,
  readProgress,
  readReport,
  readStoredBlock,
  type SpurtProgress,
} from "../chain/views/oracle-views.ts";
import { blockAssetsAt } from "../chain/views/protocol-contracts.ts";
import { readReportedCreditWei } from "../chain/views/read-consolidations.ts";
import { type OracleSources, readOracleSources } from "../chain/views/read-oracle-sources.ts";
import { type RegistryContents, readRegistryContract } from "../chain/views/read-registry.ts";
import { type Spurt, spurtNumberAt, spurtWithNumber } from "../chain/views/spurts.ts";
import type { Hex } from "../hex.ts";
import type { KeysManifest } from "../keys/manifest.ts";
import type { RegistryEntry } from "../plan/registry.ts";
import { registryOfContract } from "../plan/registry-of-contract.ts";
import { type NetworkFile, SECONDS_PER_SLOT } from "../puffer/network.ts";
import { loadRegistered } from "../spurt/opinion/load-registered.ts";
import { type ReadProtocol, readDeployedProtocol } from "../spurt/read-deployed-protocol.ts";
import { executionAnchorOf } from "../state/execution-anchor-of.ts";
import { expectedWithdrawalsOf, withExpectedWithdrawals } from "../state/expected-withdrawals.ts";
import { layoutOf, type SupportedFork } from "../state/layout.ts";
import { depositsProofOf } from "../state/pending-deposits.ts";
import type { BeaconHeader, VerifiedState } from "../state/verified-state.ts";
import type { AuditedRewards } from "./claims/rewards-claim.ts";
import { NotCheckableError } from "./errors.ts";
import type { RecomputedPage } from "./recompute-pages.ts";
import { type RegistryEvents, readRegistryEvents } from "./registry-events.ts";

/** The auditor's own nodes. */
export interface AuditNodes {
  /** The state of a slot from the auditor's beacon node, checked against its header. */
  readonly loadState: (slot: number) => Promise<VerifiedState>;
  /** The header of a block from it, by root or slot, checked against its root. */
  readonly loadHeader: (block: Hex | number) => Promise<BeaconHeader>;
  readonly chain: ChainClient;
  /**
   * Of the bundle of an oracle; of that of deployed contracts the network file that the auditor trusts, with the
   * PufferSecondOpinion where the bundle is of one.
   */
  readonly oracle?: Address | undefined;
  readonly network?: NetworkFile | undefined;
}

/** Slots of the beacon chain in time, seconds. */
export interface SlotClock {
  readonly genesisTime: bigint;
  readonly secondsPerSlot: bigint;
}

export interface AuditOptions {
  /** Undefined: audit the bundle alone. */
  readonly nodes?: AuditNodes | undefined;
  readonly manifest?: KeysManifest | undefined;
  /** A published tree of rewards; undefined: the audit has no claim about rewards. */
  readonly rewards?: AuditedRewards | undefined;
  /** Proves pages anew, with the auditor's keys. @returns the public signals of each. */
  readonly reprove?:
    | ((
        size: string,
        state: VerifiedState,
        registry: readonly RegistryEntry[],
        pages: readonly RecomputedPage[],
      ) => Promise<string[][]>)
    | undefined;
}

export interface Evidence {
  readonly options: AuditOptions;
  readonly nodes: () => AuditNodes;
  readonly chain: () => OneBlockClient;
  readonly state: () => Promise<VerifiedState>;
  /** By the oracle's contracts, or by the network file. */
  readonly clock: () => Promise<SlotClock>;
  readonly contracts: () => Promise<OracleContracts>;
  /** The spurt in which the slot lies; number 0 before the first one. */
  readonly spurt: () => Promise<Spurt>;
  readonly storedBlock: () => Promise<{ readonly root: string; readonly slot: bigint } | undefined>;
  readonly progress: () => Promise<SpurtProgress>;
  /** Undefined while the spurt has none. */
  readonly report: () => Promise<Report | undefined>;
  /** What the report counts of each source, then of each pod, wei. */
  readonly componentsWei: () => Promise<readonly bigint[]>;
  /** Of these reserves, principal of consolidated validators, wei. */
  readonly creditWei: () => Promise<bigint>;
  readonly registry: () => Promise<RegistryContents>;
  /** Its entries, checked. */
  readonly entries: () => Promise<readonly RegistryEntry[]>;
  readonly registryEvents: () => Promise<RegistryEvents>;
  readonly sources: () => Promise<OracleSources>;
  /** The execution block of `state`, whose accounts are counted. */
  readonly anchor: () => Promise<ExecutionAnchor>;
  /** Null before Gloas. */
  readonly withdrawals: () => Promise<ExpectedWithdrawalsProof | null>;
  /** Values proved under the execution state root of `state`; its `deposits` and `consolidations` are empty. */
  readonly execution: () => Promise<ExecutionProof>;
  readonly deposits: () => Promise<DepositsProof>;
  /** The network file that the auditor trusts. */
  readonly network: () => NetworkFile;
  /** The deployed protocol as it stands, by its own storage. */
  readonly deployed: () => Promise<ReadProtocol>;
}

/** What is taken from the bundle. */
export interface AuditedBlock {
  readonly slot: number;
  /** Another one contradicts the places of what the bundle proves. */
  readonly fork: SupportedFork;
  /** How many of a contract's entries it is about. */
  readonly validators: number;
}

export function gatherEvidence({ slot, fork, validators }: AuditedBlock, options: AuditOptions): Evidence {
  const nodes = () => {
    if (options.nodes === undefined) throw new NotCheckableError("no node was asked");
    return options.nodes;
  };
  // All claims are about one block: a chain that moves meanwhile is no fault of the bundle.
  const chain = once(() => atOneBlock(nodes().chain));
  const state = answered(() => nodes().loadState(slot));
  const contracts = answered(async () => {
    const { oracle } = nodes();
    if (oracle === undefined) throw new NotCheckableError("no oracle is given");
    return connectOracle(chain(), oracle);
  });
  const network = () => {
    const file = nodes().network;
    if (file === undefined) throw new NotCheckableError("no network file is given");
    return file;
  };
  const registered = async () => {
    const { oracle } = nodes();
    if (oracle === undefined) return undefined;
    const { registry, entries } = await loadRegistered({ chain: chain(), oracle }, network());
    return { registry, entries: entries.slice(0, validators) };
  };
  const deployed = answered(async () =>
    readDeployedProtocol(
      { chain: chain(), network: network() },
      await withExpectedWithdrawals(await state()),
      { nodes: new TrieNodes(), registered: await registered() },
    ),
  );
  const time = async () => timeOfSlot(await contracts(), slot);
  const spurt = answered(async () => {
    const schedule = await contracts();
    const number = await spurtNumberAt(chain(), schedule, await time());
    return number === 0n ? { number, start: 0n, end: 0n } : spurtWithNumber(chain(), schedule, number);
  });
  const spurtProgress = answered(async () =>
    readProgress(chain(), await contracts(), (await spurt()).number),
  );
  const anchor = answered(async () => executionAnchorOf(chain(), await state()));
  const withdrawals = answered(async () =>
    expectedWithdrawalsOf(await withExpectedWithdrawals(await state())),
  );
  // The slot's own, where the state holds the block's payload: then no beacon node is needed.
  const accountsTime = async () =>
    layoutOf(fork).execution.kind === "payload-header" ? time() : (await anchor()).timestamp;
  const registry = answered(async () =>
    readRegistryContract(chain(), (await contracts()).registry, await accountsTime()),
  );
  const sources = answered(async () => readOracleSources(chain(), await contracts(), await accountsTime()));
  return {
    options,
    nodes,
    chain,
    state,
    contracts,
    clock: async () =>
      nodes().network === undefined
        ? contracts()
        : { genesisTime: BigInt(network().chain.genesisTime.value), secondsPerSlot: SECONDS_PER_SLOT },
    spurt,
    registry,
    sources,
    anchor,
    withdrawals,
    progress: spurtProgress,
    storedBlock: answered(async () => readStoredBlock(chain(), await contracts(), (await spurt()).number)),
    report: answered(async () => {
      if (!(await spurtProgress()).finalized) return undefined;
      return readReport(chain(), await contracts(), (await spurt()).number);
    }),
    componentsWei: answered(async () => {
      const assets = blockAssetsAt(await readBlockAssetsAddress(chain(), await contracts()));
      const [sourcesWei] = await readView(chain(), assets, "componentsOf", [(await spurt()).number]);
      return sourcesWei;
    }),
    creditWei: answered(async () =>
      readReportedCreditWei(chain(), await contracts(), (await spurt()).number),
    ),
    entries: answered(async () =>
      nodes().network === undefined ? registryOfContract(await registry()) : (await deployed()).registry,
    ),
    registryEvents: answered(async () =>
      readRegistryEvents(chain(), (await contracts()).registry, (await registry()).entries.length),
    ),
    execution: answered(async () =>
      fetchExecutionProof({
        chain: chain(),
        anchor: await anchor(),
        ...(await sources()),
        deposits: NO_DEPOSITS,
        withdrawals: await withdrawals(),
        consolidations: null,
      }),
    ),
    deposits: answered(async () => depositsProofOf(await state(), await registry())),
    network,
    deployed,
  };
}

const NO_DEPOSITS: DepositsProof = {
  provisioned: "0",
  writtenOffBefore: "0",
  outstandingGwei: "0",
  top: null,
  waiting: [],
  writtenOff: [],
};

function once<T>(ask: () => T): () => T {
  let answer: { readonly value: T } | undefined;
  return () => {
    answer ??= { value: ask() };
    return answer.value;
  };
}

/** A failure to read the auditor's own data says nothing about the bundle. */
function answered<T>(ask: () => Promise<T>): () => Promise<T> {
  return once(() =>
    ask().catch((error: unknown) => {
      if (error instanceof NotCheckableError) throw error;
      throw new NotCheckableError(error instanceof Error ? error.message : String(error), { cause: error });
    }),
  );
}
