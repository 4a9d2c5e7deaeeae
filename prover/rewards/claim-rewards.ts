/**
 * Claims from a RewardsDistributor: for any accounts, in one transaction, each paid to its account.
 * @module
 */

import type { Address } from "viem";
import { rewardsDistributorAbi as abi } from "../chain/abi/rewards-distributor-abi.ts";
import type { ChainClient } from "../chain/client/chain-client.ts";
import { readView } from "../chain/client/read-view.ts";
import {
  createSender,
  type SenderOptions,
  type SendStep,
  type TransactionResult,
} from "../chain/client/send-transaction.ts";
import { rewardsDistributorAt } from "../chain/views/protocol-contracts.ts";
import type { Hex } from "../hex.ts";
import { AccountNotInTreeError, TreeNotPublishedError } from "./document-errors.ts";
import type { PublishedTree } from "./published-tree.ts";

export interface ClaimOptions extends SenderOptions {
  readonly chain: ChainClient;
  readonly distributor: Address;
  readonly tree: PublishedTree;
  readonly accounts: readonly Address[];
  readonly onStep?: ((step: SendStep) => void) | undefined;
}

/** Plain JSON. */
export interface ClaimResult {
  readonly claims: readonly {
    readonly account: Hex;
    readonly cumulativeWei: string;
    /** What this claim pays; 0: it was claimed before. */
    readonly unpaidWei: string;
  }[];
  /** Null where nothing is left to claim. */
  readonly transaction: TransactionResult | null;
}

/**
 * @throws AccountNotInTreeError, TreeNotPublishedError where the distributor has another root, and the errors of
 * `Sender.send` and of the RPC.
 */
export async function claimRewards(options: ClaimOptions): Promise<ClaimResult> {
  const { chain, distributor, tree, accounts } = options;
  const sender = await createSender(chain, options);
  const contract = rewardsDistributorAt(distributor);
  const root = await readView(chain, contract, "root", []);
  if (tree.kind !== "cumulative" || root !== tree.root) {
    throw new TreeNotPublishedError(distributor, tree.root, root);
  }
  const claims = [];
  for (const account of accounts) {
    const leaf = tree.leaves.get(account.toLowerCase() as Hex);
    if (leaf === undefined) throw new AccountNotInTreeError(account, "the tree");
    const claimedWei = await readView(chain, contract, "claimedWei", [account]);
    claims.push({ leaf, unpaidWei: leaf.amountWei - claimedWei });
  }
  const open = claims.filter(({ unpaidWei }) => unpaidWei > 0n);
  const args = open.map(({ leaf }) => ({
    account: leaf.account,
    cumulativeWei: leaf.amountWei,
    proof: tree.proofOf(leaf),
  }));
  const call = { address: distributor, abi, functionName: "claim", args: [args] };
  const transaction = open.length === 0 ? null : await sender.send(call, options.onStep);
  return {
    claims: claims.map(({ leaf, unpaidWei }) => ({
      account: leaf.account,
      cumulativeWei: leaf.amountWei.toString(),
      unpaidWei: unpaidWei.toString(),
    })),
    transaction,
  };
}
