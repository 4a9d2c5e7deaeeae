/**
 * What an account earned, with its proof, as text.
 * @module
 */
import { formatWeiAsEth } from "../../../prover/units.ts";
import { element } from "../view/element.ts";
import { table } from "../view/table.ts";
import type { FoundReward } from "./look-up.ts";

const KINDS = {
  cumulative: "Earned since the first spurt, whether claimed or not",
  interval: "Earned in this interval",
} as const;

export function rewardView({
  kind,
  root,
  leaves,
  account,
  isL1Contract,
  amountWei,
  proof,
}: FoundReward): HTMLElement {
  const rows = [
    ["Account", element("code", {}, account)],
    [KINDS[kind], `${formatWeiAsEth(amountWei)} ETH (${amountWei} wei)`],
    ...(isL1Contract === null ? [] : [["A contract on L1", isL1Contract ? "yes" : "no"]]),
    ["Root of the tree", element("code", {}, root)],
    ...proof.map((node, i) => [`Proof, ${i + 1} of ${proof.length}`, element("code", {}, node)]),
  ];
  return element(
    "div",
    { class: "reward" },
    element(
      "p",
      {},
      `All ${leaves} leaves lead to this root. Whether it is the root that a contract pays by, and whether the leaves are what was earned, is not checked here: `,
      element("code", {}, "pufeth-por rewards check"),
      " rebuilds them.",
    ),
    table("Reward of the account", [{ title: "What" }, { title: "Value" }], rows),
  );
}
