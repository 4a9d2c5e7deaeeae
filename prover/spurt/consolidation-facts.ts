/**
 * What a bundle says of consolidations and only the chain knows: which target a source had and since when, and which
 * provisions its members are.
 * @module
 */
import type { Bundle } from "../bundle/schema.ts";
import type { ChainClient } from "../chain/client/chain-client.ts";
import { type OracleContracts, timeOfSlot } from "../chain/views/oracle-contracts.ts";
import { readConsolidation, readConsolidationsAddress } from "../chain/views/read-consolidations.ts";
import { readProvision } from "../chain/views/read-registry.ts";
import { isOutAt } from "../chain/views/settled-by.ts";

export type ConsolidationFact = readonly [what: string, onChain: string, bundle: string];

/** @throws ContractUnreadableError, and the RPC errors. */
export async function consolidationFacts(
  { manifest, registry, execution }: Pick<Bundle, "manifest" | "registry" | "execution">,
  contracts: OracleContracts,
  chain: ChainClient,
): Promise<ConsolidationFact[]> {
  const consolidations = execution?.consolidations ?? null;
  if (consolidations === null) return [];
  const address = await readConsolidationsAddress(chain, contracts);
  const time = timeOfSlot(contracts, manifest.header.slot);
  const principals = new Map(registry.map(({ index, principalGwei }) => [index, principalGwei]));
  const sources = consolidations.sources.map(async (source): Promise<ConsolidationFact> => {
    const { sourceIndex, targetIndex, withdrawableEpoch } = source;
    const known = await readConsolidation(chain, address, Number(sourceIndex));
    const onChain =
      known.doneEpoch === 0n ? "none that was carried out" : into(known.targetIndex, known.doneEpoch);
    return [`consolidation of validator ${sourceIndex}`, onChain, into(targetIndex, withdrawableEpoch)];
  });
  const members = consolidations.members.map(
    async ({ provision, validatorIndex, isOut }): Promise<ConsolidationFact> => {
      const known = await readProvision(chain, contracts.registry, BigInt(provision));
      const onChain =
        known.validatorIndex === null
          ? "no registered validator"
          : member(known.validatorIndex, known.principalGwei, isOutAt(known, time));
      return [
        `provision ${provision}`,
        onChain,
        member(validatorIndex, principals.get(validatorIndex) ?? "no", isOut),
      ];
    },
  );
  return Promise.all([...sources, ...members]);
}

function into(target: bigint | string, epoch: bigint | string): string {
  return `into ${target} in epoch ${epoch}`;
}

function member(index: number | string, principalGwei: bigint | string, isOut: boolean): string {
  return `validator ${index} with ${principalGwei} gwei, ${isOut ? "out" : "back in the pool"}`;
}
