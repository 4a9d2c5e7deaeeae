/**
 * What the chain knows of consolidations of validators (EIP-7251): facts that were proved to it once, from states that are
 * long past. The RPC is not trusted: the oracle counts by the same facts, and a false answer only makes a bundle that it
 * refuses.
 * @module
 */
import type { Address } from "viem";
import type { ChainClient } from "../client/chain-client.ts";
import { readView } from "../client/read-view.ts";
import type { OracleContracts } from "./oracle-contracts.ts";
import { readBlockAssetsAddress } from "./oracle-views.ts";
import { blockAssetsAt, consolidationsAt } from "./protocol-contracts.ts";

/** A consolidation that was shown to the chain. */
export interface RecordedConsolidation {
  readonly targetIndex: number;
  /** First epoch in which the balance was there; 0 before it is known to be. */
  readonly doneEpoch: bigint;
}

/** The contract that keeps them for an oracle. */
export async function readConsolidationsAddress(
  chain: ChainClient,
  contracts: Pick<OracleContracts, "oracle">,
): Promise<Address> {
  const assets = await readBlockAssetsAddress(chain, contracts);
  return readView(chain, blockAssetsAt(assets), "consolidations", []);
}

/** Principal of consolidated validators in the report of a spurt, wei. */
export async function readReportedCreditWei(
  chain: ChainClient,
  contracts: Pick<OracleContracts, "oracle">,
  spurt: bigint,
  blockNumber?: bigint,
): Promise<bigint> {
  const assets = await readBlockAssetsAddress(chain, contracts);
  const { consolidatedWei } = await readView(chain, blockAssetsAt(assets), "amountsOf", [spurt], blockNumber);
  return consolidatedWei;
}

export function readConsolidation(chain: ChainClient, contract: Address, sourceIndex: number) {
  return readView(chain, consolidationsAt(contract), "consolidationOf", [BigInt(sourceIndex)]);
}

/**
 * The consolidations of these validators, and of those that their balances go to.
 * @param isFollowed  what is left out, with all that only it leads to, where it is false.
 * @returns by source.
 * @throws ContractUnreadableError, and the RPC errors.
 */
export async function readConsolidations(
  chain: ChainClient,
  contract: Address,
  indices: readonly number[],
  isFollowed: (one: RecordedConsolidation) => boolean = () => true,
): Promise<Map<number, RecordedConsolidation>> {
  const found = new Map<number, RecordedConsolidation>();
  const asked = new Set<number>();
  let next = [...new Set(indices)];
  while (next.length > 0) {
    for (const index of next) asked.add(index);
    const answers = await Promise.all(next.map((index) => readConsolidation(chain, contract, index)));
    const targets = new Set<number>();
    for (const [i, { isRecorded, targetIndex, doneEpoch }] of answers.entries()) {
      const one = { targetIndex: Number(targetIndex), doneEpoch };
      if (!isRecorded || !isFollowed(one)) continue;
      found.set(next[i]!, one);
      targets.add(one.targetIndex);
    }
    next = [...targets].filter((index) => !asked.has(index));
  }
  return found;
}

/** Those that were carried out by an epoch. @throws as `readConsolidations`. */
export function readDoneConsolidations(
  chain: ChainClient,
  contract: Address,
  indices: readonly number[],
  epoch: bigint,
): Promise<Map<number, RecordedConsolidation>> {
  return readConsolidations(
    chain,
    contract,
    indices,
    ({ doneEpoch }) => doneEpoch !== 0n && doneEpoch <= epoch,
  );
}
