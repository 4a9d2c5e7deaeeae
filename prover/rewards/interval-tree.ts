/**
 * The tree that the deployed claim contracts accept: one leaf an account and interval, and the call that publishes it.
 *
 *     leaf  account, whether it is a contract on L1, amount in wei
 *
 * The bridge cuts an amount to 10^12 wei and rounds down: the published amount is above the sum of the leaves by 10^13 wei
 * or a little more, so that the last claim does not fail.
 * Source: PufferFinance L1RewardManager (mintAndBridgeRewards), L2RewardManager (claimRewards, interval id); LayerZero OFT.
 * @module
 */
import { encodeFunctionData, encodePacked, keccak256, parseAbi } from "viem";
import type { Hex } from "../hex.ts";
import type { AccountRewards } from "./account-rewards.ts";
import { type LeafType, type StandardTreeDump, standardTree } from "./standard-tree.ts";

const LEAF: readonly LeafType[] = ["address", "bool", "uint256"];
/** Decimals that the bridge cuts. */
const BRIDGE_UNIT_WEI = 10n ** 12n;
const MARGIN_WEI = 10n ** 13n;

const abi = parseAbi([
  "struct MintAndBridgeParams { uint256 rewardsAmount; uint256 startEpoch; uint256 endEpoch; bytes32 rewardsRoot; string rewardsURI; }",
  "function mintAndBridgeRewards(MintAndBridgeParams params)",
]);

export interface IntervalTree {
  readonly startEpoch: bigint;
  readonly endEpoch: bigint;
  readonly intervalId: Hex;
  /** Null where nobody earned anything: nothing is published then. */
  readonly published: {
    readonly tree: StandardTreeDump;
    readonly leavesWei: bigint;
    readonly rewardsAmountWei: bigint;
    /** Of `mintAndBridgeRewards`. */
    readonly calldata: Hex;
  } | null;
}

/** @param uri  where the tree is published; part of the call. */
export function intervalTree(
  accounts: readonly Pick<AccountRewards, "account" | "amountWei">[],
  contracts: ReadonlySet<Hex>,
  { startEpoch, endEpoch }: { readonly startEpoch: bigint; readonly endEpoch: bigint },
  uri: string,
): IntervalTree {
  const intervalId = keccak256(encodePacked(["uint256", "uint256"], [startEpoch, endEpoch]));
  const earning = accounts.filter(({ amountWei }) => amountWei > 0n);
  if (earning.length === 0) return { startEpoch, endEpoch, intervalId, published: null };
  const rows = earning.map(({ account, amountWei }) => [
    account,
    contracts.has(account),
    amountWei.toString(),
  ]);
  const tree = standardTree(rows, LEAF);
  const leavesWei = earning.reduce((sum, { amountWei }) => sum + amountWei, 0n);
  const rewardsAmountWei = roundUp(leavesWei + MARGIN_WEI, BRIDGE_UNIT_WEI);
  const params = {
    rewardsAmount: rewardsAmountWei,
    startEpoch,
    endEpoch,
    rewardsRoot: tree.tree[0]!,
    rewardsURI: uri,
  };
  const calldata = encodeFunctionData({ abi, functionName: "mintAndBridgeRewards", args: [params] });
  return { startEpoch, endEpoch, intervalId, published: { tree, leavesWei, rewardsAmountWei, calldata } };
}

function roundUp(amount: bigint, unit: bigint): bigint {
  return ((amount + unit - 1n) / unit) * unit;
}
