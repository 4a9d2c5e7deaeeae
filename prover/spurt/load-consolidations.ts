/**
 * The consolidated validators of an oracle's registry at the block of a state.
 * @module
 */
import type { ChainClient } from "../chain/client/chain-client.ts";
import type { ConsolidationsProof } from "../chain/execution/execution-proof.ts";
import { type OracleContracts, timeOfSlot } from "../chain/views/oracle-contracts.ts";
import { readConsolidationsAddress, readDoneConsolidations } from "../chain/views/read-consolidations.ts";
import type { RegistryContents } from "../chain/views/read-registry.ts";
import { isOutAt } from "../chain/views/settled-by.ts";
import {
  consolidationsProofOf,
  type GroupCandidate,
  possibleSources,
} from "../state/consolidations-proof.ts";
import { epochOf } from "../state/epochs.ts";
import type { VerifiedState } from "../state/verified-state.ts";

/**
 * @param state  with the balances of `list`.
 * @param list   the validators to prove: a file may list fewer than the registry.
 * @returns null where no validator holds the principal of others.
 * @throws ConsolidationNotDoneError, the errors of the beacon nodes, ContractUnreadableError, and the RPC errors.
 */
export async function loadConsolidations(
  chain: ChainClient,
  contracts: OracleContracts,
  registry: Pick<RegistryContents, "provisions">,
  state: VerifiedState,
  list: readonly { readonly index: number }[],
): Promise<ConsolidationsProof | null> {
  const candidates = candidatesOf(contracts, registry, state, list);
  const asked = possibleSources(state, candidates).map(({ index }) => index);
  if (asked.length === 0) return null;
  const address = await readConsolidationsAddress(chain, contracts);
  const done = await readDoneConsolidations(chain, address, asked, epochOf(state.header.slot));
  return done.size === 0 ? null : consolidationsProofOf(state, candidates, done);
}

/** What is out is counted by the time of the beacon block, unlike what was announced (BlockAssets.sol). */
function candidatesOf(
  contracts: OracleContracts,
  { provisions }: Pick<RegistryContents, "provisions">,
  { header, listLength }: VerifiedState,
  list: readonly { readonly index: number }[],
): GroupCandidate[] {
  const listed = new Set(list.map(({ index }) => index));
  const time = timeOfSlot(contracts, header.slot);
  return provisions.flatMap((provision) => {
    const { number, status, validatorIndex: index, principalGwei } = provision;
    if (status !== "registered" || index === null || index >= listLength || !listed.has(index)) return [];
    return [{ provision: number, index, principalGwei, isOut: isOutAt(provision, time) }];
  });
}
