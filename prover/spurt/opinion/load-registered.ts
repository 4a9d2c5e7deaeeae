/**
 * Loads what a second opinion counts: the entries of its registry, in its order.
 * @module
 */
import type { RegisteredValidators } from "../../bundle/deployment-evidence.ts";
import { latestBlock } from "../../chain/blocks/execution-block.ts";
import { atOneBlock } from "../../chain/client/at-one-block.ts";
import { connectOpinion } from "../../chain/views/opinion-contracts.ts";
import { readEntries } from "../../chain/views/read-registry.ts";
import { registryOfContract } from "../../plan/registry-of-contract.ts";
import { type NetworkFile, networkOf } from "../../puffer/network.ts";
import type { ProvedOracle } from "../proved-oracle.ts";
import { RegistryEmptyError } from "../source-errors.ts";
import { requireSameProtocol } from "./check-opinion.ts";

/** @throws OpinionMismatchError, RegistryEmptyError, RegistryContractError, and the errors of reading. */
export async function loadRegistered(
  { chain: node, oracle }: Pick<ProvedOracle, "chain" | "oracle">,
  network: NetworkFile,
): Promise<RegisteredValidators> {
  const chain = atOneBlock(node);
  const contracts = await connectOpinion(chain, oracle);
  await requireSameProtocol(chain, contracts, networkOf(network));
  const { registry } = contracts;
  const { number } = await latestBlock(chain);
  const listed = await readEntries(chain, registry, number);
  if (listed.length === 0) throw new RegistryEmptyError(registry);
  const entries = registryOfContract({ contract: registry, blockNumber: number, entries: listed });
  return { registry, entries };
}
