/**
 * What the reserves are made of.
 * @module
 */
import type { BundleFacts, ReservesComponent } from "../../../prover/report/facts.ts";
import { formatEth, shortHex } from "../../../prover/report/format-amounts.ts";
import { componentFills, drawComponents } from "../charts/components-bar.ts";
import { figure } from "../charts/figure.ts";
import { type Child, element } from "./element.ts";
import { explorerLink } from "./explorer-links.ts";
import { AMOUNT_CHECKS } from "./key-figures.ts";
import { section } from "./section.ts";
import { table } from "./table.ts";

export function componentsSection({
  components,
  reservesWei,
  policy,
  abovePrincipalWei,
  deployment,
}: BundleFacts): HTMLElement {
  if (reservesWei === null) {
    return section(
      "components",
      "What the reserves are made of",
      AMOUNT_CHECKS,
      element("p", {}, "Not known before the storage of the deployed contracts is read."),
    );
  }
  const fills = componentFills(components);
  return section(
    "components",
    "What the reserves are made of",
    AMOUNT_CHECKS,
    figure({
      caption: "Everything that counts, in ETH",
      alternative: `A bar of ${components.length} parts: ${components.map(inWords).join("; ")}.`,
      checks: AMOUNT_CHECKS,
      draw: (width) => drawComponents(components, width),
      numbers: table(
        "Components of the reserves",
        [
          { title: "Part" },
          { title: "ETH", numeric: true },
          { title: "Share", numeric: true },
          { title: "Where" },
        ],
        [
          ...components.map((component, i) => [
            nameCell(component, fills[i]!),
            `${component.owed ? "−" : ""}${formatEth(component.amountWei, 6)}`,
            (component.owed ? "−" : "") + shareOf(component.amountWei, reservesWei),
            placeCell(component),
          ]),
          [element("strong", {}, "Reserves"), element("strong", {}, formatEth(reservesWei, 6)), "100%", ""],
        ],
      ),
    }),
    element(
      "p",
      {},
      deployment !== null
        ? `Validators count with at most 32 ETH. Above it they hold ${formatEth(abovePrincipalWei, 6)} ETH, which is not ` +
            "in the reserves."
        : policy === "raw"
          ? "Validators count with their whole balance."
          : `Validators count with at most their principal. Above it they hold ${formatEth(abovePrincipalWei, 6)} ETH, which ` +
            "belongs to the node operators and is not in the reserves.",
    ),
  );
}

function inWords({ name, amountWei, owed }: ReservesComponent): string {
  return `${name} ${owed ? "owes" : "holds"} ${formatEth(amountWei)} ETH`;
}

function nameCell({ name, kind, owed }: ReservesComponent, fill: string): Child {
  const swatch = element("span", { class: "swatch", "aria-hidden": "true" });
  swatch.style.background = fill;
  const shown =
    kind === "validators" || kind === "above-claims" || kind === "pending-deposits" || kind === "withdrawals"
      ? name[0]!.toUpperCase() + name.slice(1)
      : name;
  return [swatch, shown, owed ? element("span", { class: "tag" }, "owed") : null];
}

function shareOf(amountWei: bigint, reservesWei: bigint): string {
  if (reservesWei === 0n) return "";
  const basisPoints = (amountWei * 10_000n) / reservesWei;
  if (basisPoints === 0n && amountWei > 0n) return "< 0.01%";
  return `${(Number(basisPoints) / 100).toFixed(2)}%`;
}

function placeCell({ kind, place }: ReservesComponent): Child {
  if (kind === "term" || kind === "above-claims") return "see the accounting below";
  if (place === null) return "beacon chain";
  const account = explorerLink("address", place.address, shortHex(place.address));
  return [place.slot === null ? "balance of " : `slot ${place.slot} of `, element("code", {}, account)];
}
