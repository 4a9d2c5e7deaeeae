/**
 * The main numbers and their block.
 * @module
 */

import { isRead } from "../../../prover/report/fact-rows.ts";
import type { BundleFacts } from "../../../prover/report/facts.ts";
import { formatCount, formatEth, formatRate, formatUtc } from "../../../prover/report/format-amounts.ts";
import { figure } from "../charts/figure.ts";
import { drawReservesAndSupply } from "../charts/reserves-and-supply.ts";
import type { CheckId } from "./check-titles.ts";
import { element } from "./element.ts";
import { section } from "./section.ts";
import { table } from "./table.ts";

/** The checks that an amount depends on. File hashes are not among them: if they differ, nothing is opened. */
export const AMOUNT_CHECKS: readonly CheckId[] = [
  "header",
  "balances-top",
  "links",
  "signals",
  "execution",
  "consolidations",
  "deployment",
  "proofs",
];

export function keyFigures(facts: BundleFacts): HTMLElement {
  const { block, reservesWei, supplyWei, rate, validators, deployment } = facts;
  const when = block.execution === null ? "" : `, ${formatUtc(block.execution.timeSeconds)}`;
  return section(
    "figures",
    "Reserves and supply",
    AMOUNT_CHECKS,
    element("p", { class: "when" }, `At slot ${formatCount(block.slot)} of the beacon chain${when}. `),
    element(
      "dl",
      { class: "tiles", "data-checks": AMOUNT_CHECKS.join(" "), "data-state": "pending" },
      reservesWei === null ? null : tile("Reserves", formatEth(reservesWei, 4), "ETH"),
      supplyWei === null ? null : tile("Supply", formatEth(supplyWei, 4), "pufETH"),
      rate === null ? null : tile("Rate", cutRate(rate), "ETH for 1 pufETH"),
      isRead(deployment) && deployment.shownRate !== null
        ? tile("The vault shows", cutRate(deployment.shownRate), "ETH for 1 pufETH")
        : null,
      tile(
        "Validators",
        formatCount(validators.existing),
        `of ${formatCount(validators.registered)} in the list`,
      ),
    ),
    reservesWei === null || supplyWei === null || rate === null
      ? element("p", {}, withoutRate(facts))
      : figure({
          caption:
            "All ETH that backs pufETH, and all pufETH that there is. The rate is the one divided by the other.",
          alternative:
            `Two bars: reserves of ${formatEth(reservesWei)} ETH, and a supply of ${formatEth(supplyWei)} pufETH. ` +
            `One pufETH is backed by ${formatRate(rate)} ETH.`,
          checks: AMOUNT_CHECKS,
          draw: (width) => drawReservesAndSupply(reservesWei, supplyWei, width),
          numbers: element(
            "details",
            { class: "folded" },
            element("summary", {}, "Exact numbers"),
            table(
              "Reserves, supply and rate, exact",
              [{ title: "What" }, { title: "Amount", numeric: true }],
              [
                ["Reserves, ETH", formatEth(reservesWei, 18)],
                ["Supply, pufETH", formatEth(supplyWei, 18)],
                ["Rate, ETH per pufETH", formatRate(rate)],
              ],
            ),
          ),
        }),
  );
}

function withoutRate({ deployment }: BundleFacts): string {
  if (deployment === "unread") {
    return "Reserves, supply and rate stand in the storage of the deployed contracts, which is read when it is checked.";
  }
  if (deployment !== null) return "There is no pufETH at this block, so there is no rate.";
  return "This report was made without the execution layer: it proves the validators alone, so it has no supply and no rate.";
}

/** Truncated, not rounded, so that the rate is never overstated. */
function cutRate(rate: bigint): string {
  const [whole, fraction = ""] = formatRate(rate).split(".");
  return `${whole}.${fraction.slice(0, 6).padEnd(6, "0")}`;
}

function tile(name: string, value: string, unit: string): HTMLElement {
  return element(
    "div",
    { class: "tile" },
    element("dt", {}, name),
    element(
      "dd",
      {},
      element("span", { class: "value" }, value),
      " ",
      element("span", { class: "unit" }, unit),
    ),
  );
}
