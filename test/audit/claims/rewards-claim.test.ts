/** A published tree in an audit: rebuilt for the spurt of the bundle, and compared leaf by leaf. @module */
import { describe, expect, it } from "vitest";
import type { AuditContext } from "../../../prover/audit/claim.ts";
import { REWARDS_CLAIM } from "../../../prover/audit/claims/rewards-claim.ts";
import { readPublishedTree } from "../../../prover/rewards/published-tree.ts";
import type { Rewards } from "../../../prover/rewards/rewards-document.ts";
import { standardTree } from "../../../prover/rewards/standard-tree.ts";

const [ADA, BOB, EVE] = ["aa", "bb", "cc"].map((digits) => `0x${digits.repeat(20)}`) as [
  string,
  string,
  string,
];
const types = ["address", "uint256"] as const;

function check(published: string[][], rebuilt: string[][] | null, asked: bigint[] = []) {
  const dump = (rows: string[][]) => JSON.parse(JSON.stringify(standardTree(rows, types)));
  const cumulative = rebuilt && { tree: dump(rebuilt), totalWei: 0n };
  const rewards = {
    published: readPublishedTree(dump(published), "published"),
    rebuild: async (spurt: bigint) => {
      asked.push(spurt);
      return {
        document: { spurt: "7" },
        cumulative,
        intervalTree: { published: null },
      } as unknown as Rewards;
    },
  };
  const evidence = { options: { rewards }, spurt: async () => ({ number: 7n }) };
  return REWARDS_CLAIM.check({ evidence } as unknown as AuditContext);
}

describe("the claim about rewards", () => {
  it("holds for the same leaves, of the spurt in which the block lies", async () => {
    const asked: bigint[] = [];
    expect(
      await check(
        [
          [ADA, "1"],
          [BOB, "2"],
        ],
        [
          [ADA, "1"],
          [BOB, "2"],
        ],
        asked,
      ),
    ).toEqual([]);
    expect(asked).toEqual([7n]);
  });

  it("names each leaf that differs", async () => {
    const differences = await check(
      [
        [ADA, "1"],
        [BOB, "3"],
      ],
      [
        [ADA, "1"],
        [BOB, "2"],
        [EVE, "4"],
      ],
    );
    expect(differences.slice(1)).toEqual([
      { what: BOB, bundle: "3 wei", own: "2 wei" },
      { what: EVE, bundle: "no leaf", own: "4 wei" },
    ]);
    expect(differences[0]).toMatchObject({ what: "root of the tree" });
  });

  it("a tree where nobody earned anything differs", async () => {
    expect(await check([[ADA, "1"]], null)).toEqual([
      { what: "root of the tree", bundle: expect.any(String), own: "no tree" },
      { what: ADA, bundle: "1 wei", own: "no leaf" },
    ]);
  });
});
