/**
 * From options to what the state stage reads: one call for each kind of source.
 * @module
 */
import { checkAllAccounted } from "../bundle/check-deposits.ts";
import { parseRegistry, type RegistryEntry, registryToJson } from "../plan/registry.ts";
import {
  RegistryEmptyError,
  SpurtBlockMismatchError,
  SpurtFinishedError,
} from "../state/execution/errors.ts";
import type { ExecutionProof } from "../state/execution/execution-proof.ts";
import { fetchExecutionProof } from "../state/execution/fetch-execution-proof.ts";
import { type CanonicalBlock, readCanonicalBlock } from "../state/execution/read-canonical-block.ts";
import { type OracleSources, readOracleSources } from "../state/execution/read-oracle-sources.ts";
import { readPageProgress } from "../state/execution/read-page-progress.ts";
import { type RegistryContents, readRegistryContract } from "../state/execution/read-registry.ts";
import { fetchBeaconState } from "../state/fetch-beacon-state.ts";
import { depositsProofOf } from "../state/pending-deposits.ts";
import { readStateFile } from "../state/read-state-file.ts";
import type { VerifiedState } from "../state/verified-state.ts";
import type { ExecutionSource, SpurtSource, StateSource } from "./prove-options.ts";

/** @param say  How far a download is. */
export async function loadState(source: StateSource, say: (text: string) => void): Promise<VerifiedState> {
  if (source.kind === "file") {
    const { stateFile, headerFile, fork, spurt } = source;
    const block = spurt && (await readCanonicalBlock(spurt));
    const state = await readStateFile({ statePath: stateFile, headerPath: headerFile, fork });
    return block === undefined ? state : ofBlock(block, state);
  }
  const { beaconUrl, slot } = source;
  const onProgress = everyMebibytes(50, say);
  if (typeof slot !== "object") return fetchBeaconState({ beaconUrl, blockId: slot, onProgress });
  const block = await readCanonicalBlock(slot);
  return ofBlock(block, await fetchBeaconState({ beaconUrl, blockId: block.slot, onProgress }));
}

/**
 * Validators of a spurt that the oracle has accepted, at the latest block.
 * @throws SpurtFinishedError, and how the oracle cannot be read.
 */
export async function loadAcceptedCount(spurt: SpurtSource): Promise<number> {
  const { count, finalized } = await readPageProgress(spurt);
  if (finalized) throw new SpurtFinishedError(spurt.spurt);
  return count;
}

function ofBlock({ spurt, root }: CanonicalBlock, state: VerifiedState): VerifiedState {
  if (state.blockRoot !== root) throw new SpurtBlockMismatchError(spurt, root, state.blockRoot);
  return state;
}

/** States come in thousands of pieces: a word now and then is enough. */
function everyMebibytes(step: number, say: (text: string) => void): (receivedBytes: number) => void {
  let next = step;
  return (receivedBytes) => {
    const mebibytes = receivedBytes / 2 ** 20;
    if (mebibytes < next) return;
    say(`${Math.floor(mebibytes)} MiB received`);
    next = mebibytes + step;
  };
}

/** What oracle and registry count at the block of the state. */
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
 * @param list  The validators that are going to be proved: a file may know fewer than the oracle's registry.
 */
export async function loadExecution(
  { rpcUrl }: ExecutionSource,
  state: VerifiedState,
  { oracle, registry }: OracleContents,
  list: readonly RegistryEntry[],
): Promise<ExecutionProof> {
  const deposits = depositsProofOf(state, registry);
  // Known before the long part of the work, though the bundle is checked for it too.
  checkAllAccounted(deposits, BigInt(list.filter(({ index }) => index < state.listLength).length));
  return fetchExecutionProof({ rpcUrl, state, ...oracle, deposits });
}
