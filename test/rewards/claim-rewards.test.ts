/** A claim: one call for all accounts that have something left, with proofs of the tree that is published. @module */
import type { Address } from "viem";
import { describe, expect, it } from "vitest";
import type { ChainClient } from "../../prover/chain/client/chain-client.ts";
import { claimRewards } from "../../prover/rewards/claim-rewards.ts";
import { readPublishedTree } from "../../prover/rewards/published-tree.ts";
import { leafHash, rootOfProof, standardTree } from "../../prover/rewards/standard-tree.ts";

const accountOf = (digits: string): Address => `0x${digits.repeat(20)}`;
const [ADA, BOB, EVE, ELSE] = ["aa", "bb", "cc", "dd"].map(accountOf) as [Address, Address, Address, Address];
const types = ["address", "uint256"] as const;
const rows = [
  [ADA, "5"],
  [BOB, "7"],
  [EVE, "9"],
];
const tree = readPublishedTree(JSON.parse(JSON.stringify(standardTree(rows, types))), "tree");

interface Claim {
  readonly account: Address;
  readonly cumulativeWei: bigint;
  readonly proof: readonly `0x${string}`[];
}

async function claim(
  accounts: readonly Address[],
  claimed: Record<string, bigint>,
  root: string = tree.root,
) {
  const simulated: { functionName: string; args: [Claim[]] }[] = [];
  const viem = {
    readContract: async ({ functionName, args }: { functionName: string; args: [Address] }) =>
      functionName === "root" ? root : (claimed[args[0]] ?? 0n),
    simulateContract: async (call: never) => simulated.push(call),
    estimateContractGas: async () => 21_000n,
    request: async () => [ELSE],
  };
  const chain = {
    name: "test",
    viem,
    ask: (_: string, answer: Promise<unknown>) => answer,
  } as unknown as ChainClient;
  const result = await claimRewards({ chain, distributor: ELSE, tree, accounts, dryRun: true });
  return { result, simulated };
}

describe("claimRewards", () => {
  it("claims what is left, of each account by its own proof", async () => {
    const { result, simulated } = await claim([EVE, ADA, BOB], { [ADA]: 5n, [BOB]: 3n });
    expect(result.claims.map(({ unpaidWei }) => unpaidWei)).toEqual(["9", "0", "4"]);
    expect(simulated).toHaveLength(1);
    const [claims] = simulated[0]!.args;
    expect(claims.map(({ account, cumulativeWei }) => [account, cumulativeWei])).toEqual([
      [EVE, 9n],
      [BOB, 7n],
    ]);
    for (const { account, cumulativeWei, proof } of claims) {
      expect(rootOfProof(leafHash([account, String(cumulativeWei)], types), proof)).toBe(tree.root);
    }
  });

  it("sends nothing where all was claimed", async () => {
    const { result, simulated } = await claim([ADA], { [ADA]: 5n });
    expect(result.transaction).toBeNull();
    expect(simulated).toEqual([]);
  });

  it("refuses an account without a leaf, and a tree that is not the published one", async () => {
    await expect(claim([ELSE], {})).rejects.toMatchObject({ code: "ACCOUNT_NOT_IN_TREE" });
    await expect(claim([ADA], {}, `0x${"00".repeat(32)}`)).rejects.toMatchObject({
      code: "TREE_NOT_PUBLISHED",
    });
  });
});
