/**
 * Loads the inputs of the state stage: one function for each kind of source.
 * @module
 */

import { checkAllAccounted } from "../bundle/check-deposits.ts";
import type { ExecutionProof } from "../chain/execution/execution-proof.ts";
import { fetchExecutionProof } from "../chain/execution/fetch-execution-proof.ts";
import { connectOracle, type OracleContracts } from "../chain/views/oracle-contracts.ts";
import { readProgress, readStoredBlock } from "../chain/views/oracle-views.ts";
import { type OracleSources, readOracleSources } from "../chain/views/read-oracle-sources.ts";
import { type RegistryContents, readRegistryContract } from "../chain/views/read-registry.ts";
import { beaconAccessOf } from "../cli/options/beacon-access.ts";
import type { ExecutionSource, SpurtSource, StateSource } from "../cli/options/prove-sources.ts";
import type { Hex } from "../hex.ts";
import { parseRegistry, type RegistryEntry, registryToJson } from "../plan/registry.ts";
import { executionAnchorOf } from "../state/execution-anchor-of.ts";
import { fetchState } from "../state/fetch-state.ts";
import { depositsProofOf, withDeposits } from "../state/pending-deposits.ts";
import { readStateFile } from "../state/read-state-file.ts";
import type { BeaconHeader, VerifiedState } from "../state/verified-state.ts";
import {
  RegistryEmptyError,
  SpurtBlockMismatchError,
  SpurtBlockMissingError,
  SpurtFinishedError,
} from "./source-errors.ts";

/** @param say  receives download progress. */
export async function loadState(source: StateSource, say: (text: string) => void): Promise<VerifiedState> {
  if (source.kind === "file") {
    const { stateFile, headerFile, fork, spurt } = source;
    const block = spurt && (await canonicalBlockOf(spurt));
    const state = await readStateFile({ statePath: stateFile, headerPath: headerFile, fork });
    if (block !== undefined) requireBlock(block, state.blockRoot);
    return state;
  }
  const { beacon, slot } = source;
  const access = beaconAccessOf(beacon, say);
  if (typeof slot !== "object") return fetchState({ ...access, blockId: slot });
  const block = await canonicalBlockOf(slot);
  const check = (_: BeaconHeader, blockRoot: Hex) => requireBlock(block, blockRoot);
  return fetchState({ ...access, blockId: block.slot, check });
}

/**
 * Number of validators of a spurt that the oracle has accepted, at the latest block.
 * @throws SpurtFinishedError, and the errors of reading the oracle.
 */
export async function loadAcceptedCount(spurt: SpurtSource): Promise<number> {
  const { count, finalized } = await readProgress(spurt.chain, spurt, spurt.spurt);
  if (finalized) throw new SpurtFinishedError(spurt.spurt);
  return Number(count);
}

interface CanonicalBlock {
  readonly spurt: bigint;
  readonly root: Hex;
  readonly slot: number;
}

/** The last block of a spurt, as BeaconRoots keeps it. @throws SpurtBlockMissingError, and how the RPC fails. */
async function canonicalBlockOf({ chain, oracle, spurt }: SpurtSource): Promise<CanonicalBlock> {
  const contracts = await connectOracle(chain, oracle);
  const stored = await readStoredBlock(chain, contracts, spurt);
  if (stored === undefined) throw new SpurtBlockMissingError(spurt, contracts.beaconRoots);
  return { spurt, root: stored.root, slot: Number(stored.slot) };
}

function requireBlock({ spurt, root }: CanonicalBlock, blockRoot: Hex): void {
  if (blockRoot !== root) throw new SpurtBlockMismatchError(spurt, root, blockRoot);
}

/** The data of oracle and registry at the block of the state. */
export interface OracleContents {
  readonly contracts: OracleContracts;
  readonly oracle: OracleSources;
  readonly registry: RegistryContents;
}

export async function loadOracle(
  { chain, oracle }: ExecutionSource,
  state: VerifiedState,
): Promise<OracleContents> {
  const { timestamp } = state.execution;
  const contracts = await connectOracle(chain, oracle);
  const sources = await readOracleSources(chain, contracts, timestamp);
  const registry = await readRegistryContract(chain, contracts.registry, timestamp);
  return { contracts, oracle: sources, registry };
}

/** The entries of the oracle's registry, with the checks of a registry file. */
export function registryOf({ contracts, registry }: OracleContents): RegistryEntry[] {
  if (registry.entries.length === 0) throw new RegistryEmptyError(contracts.registry);
  return parseRegistry(registryToJson(registry.entries), `of contract ${contracts.registry}`);
}

/**
 * Sources, liabilities, waiting deposits and supply, proved at the block of the state.
 * @param list  The validators to prove: a file may list fewer than the oracle's registry.
 */
export async function loadExecution(
  { chain }: ExecutionSource,
  state: VerifiedState,
  { oracle, registry }: OracleContents,
  list: readonly RegistryEntry[],
): Promise<ExecutionProof> {
  const deposits = depositsProofOf(await withDeposits(state, registry), registry);
  // Checked before the long work, although the bundle is checked again.
  checkAllAccounted(deposits, BigInt(list.filter(({ index }) => index < state.listLength).length));
  return fetchExecutionProof({ chain, anchor: executionAnchorOf(state), ...oracle, deposits });
}
