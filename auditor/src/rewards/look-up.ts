/**
 * An address in a published tree of rewards: its leaf, and the proof that leads from it to the tree's root. The tree is
 * checked first: its nodes follow from its leaves.
 * @module
 */
import type { Hex } from "../../../prover/hex.ts";
import { AccountNotInTreeError } from "../../../prover/rewards/document-errors.ts";
import { readPublishedTree, type TreeKind } from "../../../prover/rewards/published-tree.ts";
import { FailureError } from "../failure.ts";

export interface FoundReward {
  readonly kind: TreeKind;
  readonly root: Hex;
  readonly leaves: number;
  readonly account: Hex;
  readonly isL1Contract: boolean | null;
  readonly amountWei: bigint;
  /** Siblings, bottom-up. */
  readonly proof: readonly Hex[];
}

/** @throws RewardsFileError, AccountNotInTreeError, FailureError for what is no address. */
export function lookUpReward(name: string, text: string, address: string): FoundReward {
  const account = address.trim().toLowerCase();
  if (!/^0x[0-9a-f]{40}$/.test(account)) {
    throw new FailureError({
      code: "ADDRESS_INVALID",
      message: `${address} is not an address.`,
      hints: ["It is 0x and 40 hex digits."],
    });
  }
  const tree = readPublishedTree(jsonOf(text), name);
  const leaf = tree.leaves.get(account as Hex);
  if (leaf === undefined) throw new AccountNotInTreeError(account, name);
  const { treeIndex: _, ...shown } = leaf;
  return { kind: tree.kind, root: tree.root, leaves: tree.leaves.size, ...shown, proof: tree.proofOf(leaf) };
}

/** What is no JSON has none of the fields either, and is refused as such. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
