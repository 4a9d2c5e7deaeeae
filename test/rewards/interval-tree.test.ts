/** What is published for the deployed claim contracts. @module */
import fc from "fast-check";
import { decodeFunctionData, encodePacked, keccak256, parseAbi } from "viem";
import { expect, it } from "vitest";
import type { Hex } from "../../prover/hex.ts";
import { intervalTree } from "../../prover/rewards/interval-tree.ts";

const EPOCHS = { startEpoch: 100n, endEpoch: 1_674n };
const accountOf = (k: number): Hex => `0x${(k + 1).toString(16).padStart(40, "0")}`;
const abi = parseAbi([
  "function mintAndBridgeRewards((uint256 rewardsAmount, uint256 startEpoch, uint256 endEpoch, bytes32 root, string uri) params)",
]);

it("the leaves never sum up to more than the published amount less 10^13 wei, which the bridge carries uncut", () => {
  fc.assert(
    fc.property(
      fc.array(fc.bigInt({ min: 0n, max: 10n ** 24n }), { minLength: 1, maxLength: 8 }),
      (amounts) => {
        const accounts = amounts.map((amountWei, k) => ({ account: accountOf(k), amountWei }));
        const { published, intervalId } = intervalTree(accounts, new Set([accountOf(1)]), EPOCHS, "ipfs://x");
        expect(intervalId).toBe(keccak256(encodePacked(["uint256", "uint256"], [100n, 1_674n])));
        const sum = amounts.reduce((total, wei) => total + wei, 0n);
        if (sum === 0n) {
          expect(published).toBeNull();
          return;
        }
        const { rewardsAmountWei, leavesWei, tree, calldata } = published!;
        expect(leavesWei).toBe(sum);
        expect(rewardsAmountWei - sum).toBeGreaterThanOrEqual(10n ** 13n);
        expect(rewardsAmountWei - sum).toBeLessThan(10n ** 13n + 10n ** 12n);
        expect(rewardsAmountWei % 10n ** 12n).toBe(0n);
        expect(tree.values.every(({ value }) => value[2] !== "0")).toBe(true);
        expect(calldata.slice(0, 10)).toBe("0xe81c267f");
        const { args } = decodeFunctionData({ abi, data: calldata });
        expect(args[0]).toEqual({
          rewardsAmount: rewardsAmountWei,
          ...EPOCHS,
          root: tree.tree[0],
          uri: "ipfs://x",
        });
        for (const { value } of tree.values) expect(value[1]).toBe(value[0] === accountOf(1));
      },
    ),
    { numRuns: 60 },
  );
});
