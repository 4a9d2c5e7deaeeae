/**
 * The rate over the spurts.
 * @module
 */
import { formatCount, formatRate, formatUtc } from "../../../prover/report/format-amounts.ts";
import { figure } from "../charts/figure.ts";
import { drawRates } from "../charts/rate-line.ts";
import type { RatePoint } from "../rate-history.ts";
import { element } from "./element.ts";
import { section } from "./section.ts";
import { table } from "./table.ts";

const MORE =
  "Open the reports of other spurts, or read the oracle from the chain, and they appear here together.";

export function ratesSection(points: readonly RatePoint[]): HTMLElement {
  if (points.length === 0) {
    return section(
      "rates",
      "The rate over the spurts",
      [],
      element("p", {}, `No rate is verified yet. ${MORE}`),
    );
  }
  const numbers = table(
    "Rates",
    [
      { title: "Block" },
      { title: "Time" },
      { title: "ETH per pufETH", numeric: true },
      { title: "Standing" },
    ],
    points.map(({ slot, timeSeconds, rate, standing }) => [
      `slot ${formatCount(slot)}`,
      formatUtc(timeSeconds),
      formatRate(rate),
      standing === "verified" ? "verified here" : `claimed by the oracle: ${standing}`,
    ]),
  );
  if (points.length === 1) {
    return section(
      "rates",
      "The rate over the spurts",
      [],
      element("p", {}, `There is only one point: ${formatRate(points[0]!.rate)} ETH per pufETH. ${MORE}`),
      numbers,
    );
  }
  const [first, last] = [points[0]!, points.at(-1)!];
  return section(
    "rates",
    "The rate over the spurts",
    [],
    figure({
      caption:
        "ETH per pufETH at the end of each spurt. Filled points were verified here, hollow ones are claimed by the oracle.",
      alternative:
        `A line of ${points.length} rates, from ${formatRate(first.rate)} at slot ${first.slot} to ` +
        `${formatRate(last.rate)} at slot ${last.slot}.`,
      checks: [],
      draw: (width) => drawRates(points, width),
      numbers,
    }),
  );
}
