/**
 * Loads what is proved: the beacon state, and what oracle and registry have at its block.
 * @module
 */

import { checkAllAccounted } from "../bundle/check-deposits.ts";
import { atOneBlock } from "../chain/client/at-one-block.ts";
import type { ChainClient } from "../chain/client/chain-client.ts";
import { readView } from "../chain/client/read-view.ts";
import type { ExecutionAnchor } from "../chain/execution/execution-anchor.ts";
import type { ExecutionProof } from "../chain/execution/execution-proof.ts";
import { fetchExecutionProof } from "../chain/execution/fetch-execution-proof.ts";
import { connectOracle, type OracleContracts } from "../chain/views/oracle-contracts.ts";
import { readProgress, readStoredBlock } from "../chain/views/oracle-views.ts";
import { registryAt } from "../chain/views/protocol-contracts.ts";
import { type OracleSources, readOracleSources } from "../chain/views/read-oracle-sources.ts";
import { type RegistryContents, readRegistryContract } from "../chain/views/read-registry.ts";
import type { Hex } from "../hex.ts";
import type { RegistryEntry } from "../plan/registry.ts";
import { registryOfContract } from "../plan/registry-of-contract.ts";
import type { RunBlock } from "../prove/page-folder.ts";
import { executionAnchorOf } from "../state/execution-anchor-of.ts";
import { expectedWithdrawalsOf, withExpectedWithdrawals } from "../state/expected-withdrawals.ts";
import { depositsProofOf, withDeposits } from "../state/pending-deposits.ts";
import type { StateSource } from "../state/state-source.ts";
import type { VerifiedState } from "../state/verified-state.ts";
import { loadConsolidations } from "./load-consolidations.ts";
import type { ProvedOracle } from "./proved-oracle.ts";
import {
  RegistryEmptyError,
  RegistryNotSealedError,
  SpurtBlockMismatchError,
  SpurtBlockMissingError,
  SpurtFinishedError,
} from "./source-errors.ts";
import { type RunStage, stateListener, type Tell } from "./stages.ts";

/**
 * The state of the spurt's last block; without a spurt of the block that the source names. A run that goes on proves the
 * block with which it began: `finalized` and `head` have moved since.
 * @throws the errors of the source, SpurtBlockMissingError, SpurtBlockMismatchError, and how the RPC fails.
 */
export async function loadState(
  source: StateSource,
  oracle: ProvedOracle | undefined,
  tell: Tell,
  leftRun?: RunBlock,
): Promise<VerifiedState> {
  const listener = stateListener(tell);
  if (oracle?.spurt !== undefined) {
    const { root, slot } = await canonicalBlockOf(oracle, oracle.spurt.number);
    const { number } = oracle.spurt;
    const check = (blockRoot: Hex) => {
      if (blockRoot !== root) throw new SpurtBlockMismatchError(number, root, blockRoot);
    };
    return source.load({ slot, root, check }, listener);
  }
  if (leftRun === undefined || source.movingBlock === null) return source.load(undefined, listener);
  const { slot } = leftRun;
  tell({ kind: "slot-resumed", slot, was: source.movingBlock });
  return source.load({ slot }, listener);
}

/** The last block of a spurt, as BeaconRoots keeps it. */
async function canonicalBlockOf({ chain: node, oracle }: ProvedOracle, spurt: bigint) {
  const chain = atOneBlock(node);
  const contracts = await connectOracle(chain, oracle);
  const stored = await readStoredBlock(chain, contracts, spurt);
  if (stored === undefined) throw new SpurtBlockMissingError(spurt, contracts.beaconRoots);
  return { root: stored.root, slot: Number(stored.slot) };
}

/**
 * Where a spurt is continued: the number of its validators that the oracle has accepted, at the latest block; else 0.
 * @throws SpurtFinishedError, and the errors of reading the oracle.
 */
export async function loadAcceptedCount(oracle: ProvedOracle | undefined, stage: RunStage): Promise<number> {
  const spurt = oracle?.spurt;
  if (!spurt?.continued) return 0;
  return stage("read-accepted-pages", async () => {
    const { count, finalized } = await readProgress(oracle!.chain, oracle!, spurt.number);
    if (finalized) throw new SpurtFinishedError(spurt.number);
    return Number(count);
  });
}

/** The data of oracle and registry at the execution block of the state. */
export interface OracleContents {
  /** The node at the one block of which all of it was read. */
  readonly chain: ChainClient;
  readonly anchor: ExecutionAnchor;
  readonly contracts: OracleContracts;
  readonly oracle: OracleSources;
  readonly registry: RegistryContents;
}

/** @throws RegistryNotSealedError, and the errors of reading. */
export async function loadOracle(
  { chain: node, oracle }: ProvedOracle,
  state: VerifiedState,
): Promise<OracleContents> {
  const chain = atOneBlock(node);
  const contracts = await connectOracle(chain, oracle);
  const anchor = await executionAnchorOf(node, state);
  // What was announced in the block's own payload is neither in this execution state nor in the deposit queue.
  const { timestamp } = anchor;
  await requireSealed(chain, contracts.registry, timestamp);
  const sources = await readOracleSources(chain, contracts, timestamp);
  const registry = await readRegistryContract(chain, contracts.registry, timestamp);
  return { chain, anchor, contracts, oracle: sources, registry };
}

/**
 * Checked before the long work: the oracle refuses a block at which its registry was not complete yet.
 * @param timestamp Of the execution block, seconds.
 * @throws RegistryNotSealedError, and the errors of reading.
 */
export async function requireSealed(chain: ChainClient, registry: Hex, timestamp: bigint): Promise<void> {
  const sealedAt = BigInt(await readView(chain, registryAt(registry), "sealedAt", []));
  if (sealedAt === 0n || timestamp < sealedAt) {
    throw new RegistryNotSealedError(registry, sealedAt, timestamp);
  }
}

/** The validators of the oracle's registry. @throws RegistryEmptyError, RegistryContractError */
export function registryOf({ registry }: OracleContents): readonly RegistryEntry[] {
  if (registry.entries.length === 0) throw new RegistryEmptyError(registry.contract);
  return registryOfContract(registry);
}

/**
 * Sources, liabilities, waiting deposits, withdrawals under way, consolidated validators and supply, proved at the block of
 * the state.
 * @param state  with the balances of `list`.
 * @param list  The validators to prove: a file may list fewer than the oracle's registry.
 */
export async function loadExecution(
  { chain }: ProvedOracle,
  state: VerifiedState,
  { chain: atRegistry, anchor, contracts, oracle, registry }: OracleContents,
  list: readonly RegistryEntry[],
): Promise<ExecutionProof> {
  const deposits = depositsProofOf(await withDeposits(state, registry), registry);
  // Checked before the long work, although the bundle is checked again.
  checkAllAccounted(deposits, BigInt(list.filter(({ index }) => index < state.listLength).length));
  const withdrawals = expectedWithdrawalsOf(await withExpectedWithdrawals(state));
  const consolidations = await loadConsolidations(atRegistry, contracts, registry, state, list);
  return fetchExecutionProof({ chain, anchor, ...oracle, deposits, withdrawals, consolidations });
}
