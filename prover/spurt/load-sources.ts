/**
 * Loads the inputs of the state stage: one function for each kind of source.
 * @module
 */

import { checkAllAccounted } from "../bundle/check-deposits.ts";
import {
  RegistryEmptyError,
  SpurtBlockMismatchError,
  SpurtFinishedError,
} from "../chain/client/rpc-errors.ts";
import type { ExecutionProof } from "../chain/execution/execution-proof.ts";
import { fetchExecutionProof } from "../chain/execution/fetch-execution-proof.ts";
import { type CanonicalBlock, readCanonicalBlock } from "../chain/views/read-canonical-block.ts";
import { type OracleSources, readOracleSources } from "../chain/views/read-oracle-sources.ts";
import { readPageProgress } from "../chain/views/read-page-progress.ts";
import { type RegistryContents, readRegistryContract } from "../chain/views/read-registry.ts";
import { beaconAccessOf } from "../cli/options/beacon-access.ts";
import type { ExecutionSource, SpurtSource, StateSource } from "../cli/options/prove-sources.ts";
import type { Hex } from "../hex.ts";
import { parseRegistry, type RegistryEntry, registryToJson } from "../plan/registry.ts";
import { fetchState } from "../state/fetch-state.ts";
import { depositsProofOf, withDeposits } from "../state/pending-deposits.ts";
import { readStateFile } from "../state/read-state-file.ts";
import type { BeaconHeader, VerifiedState } from "../state/verified-state.ts";

/** @param say  receives download progress. */
export async function loadState(source: StateSource, say: (text: string) => void): Promise<VerifiedState> {
  if (source.kind === "file") {
    const { stateFile, headerFile, fork, spurt } = source;
    const block = spurt && (await readCanonicalBlock(spurt));
    const state = await readStateFile({ statePath: stateFile, headerPath: headerFile, fork });
    if (block !== undefined) requireBlock(block, state.blockRoot);
    return state;
  }
  const { beacon, slot } = source;
  const access = beaconAccessOf(beacon, say);
  if (typeof slot !== "object") return fetchState({ ...access, blockId: slot });
  const block = await readCanonicalBlock(slot);
  const check = (_: BeaconHeader, blockRoot: Hex) => requireBlock(block, blockRoot);
  return fetchState({ ...access, blockId: block.slot, check });
}

/**
 * Number of validators of a spurt that the oracle has accepted, at the latest block.
 * @throws SpurtFinishedError, and the errors of reading the oracle.
 */
export async function loadAcceptedCount(spurt: SpurtSource): Promise<number> {
  const { count, finalized } = await readPageProgress(spurt);
  if (finalized) throw new SpurtFinishedError(spurt.spurt);
  return count;
}

function requireBlock({ spurt, root }: CanonicalBlock, blockRoot: Hex): void {
  if (blockRoot !== root) throw new SpurtBlockMismatchError(spurt, root, blockRoot);
}

/** The data of oracle and registry at the block of the state. */
export interface OracleContents {
  readonly oracle: OracleSources;
  readonly registry: RegistryContents;
}

export async function loadOracle(
  { rpcUrl, oracle }: ExecutionSource,
  state: VerifiedState,
): Promise<OracleContents> {
  const { timestamp } = state.execution;
  const sources = await readOracleSources({ rpcUrl, oracle, timestamp });
  const registry = await readRegistryContract({ rpcUrl, registry: sources.registry, timestamp });
  return { oracle: sources, registry };
}

/** The entries of the oracle's registry, with the checks of a registry file. */
export function registryOf({ oracle, registry }: OracleContents): RegistryEntry[] {
  if (registry.entries.length === 0) throw new RegistryEmptyError(oracle.registry);
  return parseRegistry(registryToJson(registry.entries), `of contract ${oracle.registry}`);
}

/**
 * Sources, liabilities, waiting deposits and supply, proved at the block of the state.
 * @param list  The validators to prove: a file may list fewer than the oracle's registry.
 */
export async function loadExecution(
  { rpcUrl }: ExecutionSource,
  state: VerifiedState,
  { oracle, registry }: OracleContents,
  list: readonly RegistryEntry[],
): Promise<ExecutionProof> {
  const deposits = depositsProofOf(await withDeposits(state, registry), registry);
  // Checked before the long work, although the bundle is checked again.
  checkAllAccounted(deposits, BigInt(list.filter(({ index }) => index < state.listLength).length));
  return fetchExecutionProof({ rpcUrl, state, ...oracle, deposits });
}
