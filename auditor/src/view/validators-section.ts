/**
 * The validators: distribution of balances, losses of principal, ejections, and share of the chain.
 * @module
 */
import type { BundleFacts, HeldBalance } from "../../../prover/report/facts.ts";
import { formatBasisPoints, formatCount, formatGweiAsEth } from "../../../prover/report/format-amounts.ts";
import { binLabel, drawBalances } from "../charts/balance-histogram.ts";
import { figure } from "../charts/figure.ts";
import { drawShare } from "../charts/share-gauge.ts";
import type { CheckId } from "./check-titles.ts";
import { element } from "./element.ts";
import { explorerLink } from "./explorer-links.ts";
import { section } from "./section.ts";
import { foldedTable, table } from "./table.ts";

const BALANCE_CHECKS: readonly CheckId[] = ["header", "balances-top", "links", "signals", "balances"];
const SHARE_CHECKS: readonly CheckId[] = ["header", "balances-top", "links", "signals", "proofs"];

export function validatorsSection({ validators, share }: BundleFacts): HTMLElement {
  const { balances, distribution, empty, notExisting, waiting, writtenOff, provedElsewhere } = validators;
  return section(
    "validators",
    "Validators",
    BALANCE_CHECKS,
    element("p", {}, standing(validators)),
    provedElsewhere === 0
      ? null
      : element(
          "p",
          { class: "warning" },
          `The first ${formatCount(provedElsewhere)} validators are not proved here, but by others to the oracle.`,
        ),
    distribution.length === 0
      ? element(
          "p",
          {},
          "The balances of single validators are not available here: open the whole bundle for them.",
        )
      : figure({
          caption: "How many validators hold how much ETH",
          alternative: `Horizontal bars. ${distribution.map((bin) => `${binLabel(bin)} ETH: ${bin.count}`).join("; ")}.`,
          checks: BALANCE_CHECKS,
          draw: (width) => drawBalances(distribution, width),
          numbers: foldedTable(
            "The same as a table",
            [{ title: "ETH" }, { title: "Validators", numeric: true }],
            distribution.map((bin) => [binLabel(bin), formatCount(bin.count)]),
          ),
        }),
    element("h3", {}, "Below their principal"),
    lost(validators),
    element("h3", {}, "To be ejected"),
    ejected(validators),
    balances.length === 0
      ? null
      : foldedTable(`All ${formatCount(balances.length)} balances`, HOLDS, balances.map(row)),
    empty.length + notExisting.length + waiting + writtenOff === 0
      ? null
      : element(
          "ul",
          {},
          empty.length === 0
            ? null
            : element("li", {}, `${count(empty.length)} are empty: their ETH is counted in their pods.`),
          notExisting.length === 0
            ? null
            : element(
                "li",
                {},
                `${count(notExisting.length)} of the list did not exist yet at this block and count as 0.`,
              ),
          waiting === 0
            ? null
            : element(
                "li",
                {},
                waiting === 1
                  ? "1 deposit waits in the queue; it counts as a waiting deposit."
                  : `${formatCount(waiting)} deposits wait in the queue; they count as waiting deposits.`,
              ),
          writtenOff === 0
            ? null
            : element(
                "li",
                {},
                writtenOff === 1
                  ? "1 announced validator was written off and counts as 0."
                  : `${formatCount(writtenOff)} announced validators were written off and count as 0.`,
              ),
        ),
    element("h3", {}, "Share of the chain"),
    figure({
      caption: share.reached
        ? `${formatBasisPoints(share.basisPoints)}: the burst threshold is reached.`
        : `${formatBasisPoints(share.basisPoints)} of all validators.`,
      alternative: share.sentence,
      checks: SHARE_CHECKS,
      draw: (width) => drawShare(share, width),
      numbers: element("p", { class: share.reached ? "warning" : "help" }, share.sentence),
    }),
  );
}

function standing({ existing, registered }: BundleFacts["validators"]): string {
  return `${count(registered)} are in the protocol's list; ${formatCount(existing)} of them existed at this block.`;
}

function lost({ lostPrincipal, lostPrincipalGwei, balances }: BundleFacts["validators"]): HTMLElement {
  if (balances.length === 0) return element("p", {}, "Not known without the balances.");
  if (lostPrincipal.length === 0) return element("p", {}, "None: every validator holds its principal.");
  const sum = formatGweiAsEth(lostPrincipalGwei);
  return element(
    "div",
    {},
    element("p", {}, `${count(lostPrincipal.length)} hold less than the pool provided: ${sum} ETH together.`),
    table(
      "Validators below their principal",
      [...HOLDS, { title: "Lost, ETH", numeric: true }],
      lostPrincipal
        .slice(0, SHOWN)
        .map((held) => [...row(held), formatGweiAsEth(held.principalGwei - held.balanceGwei)]),
    ),
    lostPrincipal.length <= SHOWN
      ? element("span", {})
      : foldedTable(
          "The others",
          [...HOLDS, { title: "Lost, ETH", numeric: true }],
          lostPrincipal
            .slice(SHOWN)
            .map((held) => [...row(held), formatGweiAsEth(held.principalGwei - held.balanceGwei)]),
        ),
  );
}

function ejected({ belowOneEth, balances }: BundleFacts["validators"]): HTMLElement {
  if (balances.length === 0) return element("p", {}, "Not known without the balances.");
  if (belowOneEth.length === 0) return element("p", {}, "None: no validator is below 1 ETH.");
  return element(
    "div",
    { class: "warning" },
    element("p", {}, `${count(belowOneEth.length)} hold less than 1 ETH and are to be ejected.`),
    table("Validators below 1 ETH", HOLDS, belowOneEth.map(row)),
  );
}

/** Rows before the rest is collapsed. */
const SHOWN = 8;
const HOLDS = [
  { title: "Validator" },
  { title: "Holds, ETH", numeric: true },
  { title: "Principal, ETH", numeric: true },
];

function row({ index, balanceGwei, principalGwei }: HeldBalance) {
  return [
    explorerLink("validator", String(index)),
    formatGweiAsEth(balanceGwei),
    formatGweiAsEth(principalGwei),
  ];
}

function count(validators: number): string {
  return `${formatCount(validators)} ${validators === 1 ? "validator" : "validators"}`;
}
