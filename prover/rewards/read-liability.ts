/**
 * What the report of a spurt carries as owed by a distributor, and what the distributor had paid before its block: the two
 * numbers that bound a tree's total, as RewardsDistributor computes them.
 * @module
 */
import { type Address, getAddress } from "viem";
import type { ChainClient } from "../chain/client/chain-client.ts";
import { readView } from "../chain/client/read-view.ts";
import { blockAssetsAt, oracleAt, rewardsDistributorAt } from "../chain/views/protocol-contracts.ts";
import type { Hex } from "../hex.ts";
import { LiabilityMissingError } from "./document-errors.ts";
import type { LiabilityAtReport } from "./liability-tie.ts";

/** `SourceKind.Slot` of the contracts, and the slot of `owedWei`. */
const SLOT_KIND = 1;
const OWED_SLOT = 0n;

/** @throws LiabilityMissingError, ContractUnreadableError, and the RPC errors. */
export async function readLiability(
  chain: ChainClient,
  oracle: Address,
  distributor: Address,
  spurt: bigint,
): Promise<LiabilityAtReport> {
  const assets = blockAssetsAt(await readView(chain, oracleAt(oracle), "blockAssets", []));
  const [list, [, valuesWei], report] = await Promise.all([
    readView(chain, assets, "liabilities", []),
    readView(chain, assets, "componentsOf", [spurt]),
    readView(chain, oracleAt(oracle), "reportOf", [spurt]),
  ]);
  const place = list.findIndex(
    ({ account, kind, slot }) =>
      getAddress(account) === getAddress(distributor) && kind === SLOT_KIND && slot === OWED_SLOT,
  );
  if (place === -1) throw new LiabilityMissingError(distributor, "the oracle does not list its slot 0");
  const liabilityWei = valuesWei[place];
  if (liabilityWei === undefined)
    throw new LiabilityMissingError(distributor, `spurt ${spurt} has no report`);
  const before = Number(report.blockTimestamp) - 1;
  const paidWei = await readView(chain, rewardsDistributorAt(distributor), "paidBy", [before]);
  return { distributor: distributor.toLowerCase() as Hex, liabilityWei, paidWei };
}
