import { readTreeFile } from "../../../../prover/rewards/rewards-folder.ts";
import { leafHash, rootOfProof, standardTree } from "../../../../prover/rewards/standard-tree.ts";
import type { AttackedFile } from "../target.ts";
import { jsonFile } from "./json-file.ts";
import { asFile } from "./written-file.ts";

const accountOf = (k: number) => `0xab${String(k).padStart(38, "0")}`;
const INTERVAL = standardTree(
  [1, 2, 3, 4, 5].map((k) => [accountOf(k), k === 2, String(10 ** 6 * k)]),
  ["address", "bool", "uint256"],
);
const CUMULATIVE = standardTree(
  [1, 2, 3].map((k) => [accountOf(k), String(10 ** 6 * k)]),
  ["address", "uint256"],
);

/** What is accepted pays nobody more than once, by proofs that lead to its root. */
export function rewardsTreeAttack(): AttackedFile {
  return jsonFile("rewards tree", [INTERVAL, CUMULATIVE], async (bytes) => {
    const tree = await asFile(bytes, readTreeFile);
    const isProved = [...tree.leaves.values()].every((leaf) => {
      const { account, isL1Contract, amountWei } = leaf;
      const row =
        isL1Contract === null ? [account, String(amountWei)] : [account, isL1Contract, String(amountWei)];
      const types =
        isL1Contract === null ? (["address", "uint256"] as const) : (["address", "bool", "uint256"] as const);
      return rootOfProof(leafHash(row, types), tree.proofOf(leaf)) === tree.root;
    });
    return isProved ? undefined : "a leaf does not lead to the root";
  });
}
