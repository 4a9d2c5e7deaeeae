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

/** A consolidation that was carried out. */
export interface DoneConsolidation {
  readonly targetIndex: number;
  /** First epoch in which the balance was there. */
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
 * The consolidations that were carried out by an epoch, of these validators and of those that their balances went to.
 * @returns by source.
 * @throws ContractUnreadableError, and the RPC errors.
 */
export async function readDoneConsolidations(
  chain: ChainClient,
  contract: Address,
  indices: readonly number[],
  epoch: bigint,
): Promise<Map<number, DoneConsolidation>> {
  const done = new Map<number, DoneConsolidation>();
  const asked = new Set<number>();
  let next = [...new Set(indices)];
  while (next.length > 0) {
    for (const index of next) asked.add(index);
    const known = await Promise.all(next.map((index) => readConsolidation(chain, contract, index)));
    const targets = new Set<number>();
    for (const [i, { targetIndex, doneEpoch }] of known.entries()) {
      if (doneEpoch === 0n || doneEpoch > epoch) continue;
      done.set(next[i]!, { targetIndex: Number(targetIndex), doneEpoch });
      targets.add(Number(targetIndex));
    }
    next = [...targets].filter((index) => !asked.has(index));
  }
  return done;
}
