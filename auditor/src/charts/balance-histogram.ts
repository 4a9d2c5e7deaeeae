/**
 * Number of validators by balance. Horizontal bars, whose labels fit on a phone.
 * @module
 */
import * as Plot from "@observablehq/plot";
import type { BalanceBin } from "../../../prover/report/balance-bins.ts";
import { formatGweiAsEth } from "../../../prover/report/format-amounts.ts";
import { BASE, ticksFor } from "./plot-options.ts";

const ROW_PIXELS = 26;

export function binLabel({ fromGwei, toGwei }: BalanceBin): string {
  if (fromGwei === 0n) return "nothing";
  if (fromGwei === 1n) return "below 1";
  return `${formatGweiAsEth(fromGwei)} to ${formatGweiAsEth(toGwei)}`;
}

export function drawBalances(bins: readonly BalanceBin[], width: number) {
  const rows = bins.map((bin) => ({ label: binLabel(bin), count: bin.count, text: String(bin.count) }));
  return Plot.plot({
    ...BASE,
    width,
    height: rows.length * ROW_PIXELS + 44,
    marginLeft: 118,
    marginRight: 36,
    x: { label: null, ticks: ticksFor(width), tickFormat: "d", interval: 1, grid: true },
    y: { label: null, domain: rows.map(({ label }) => label), tickSize: 0 },
    marks: [
      Plot.barX(rows, { y: "label", x: "count", fill: "var(--c1)", rx: 3 }),
      Plot.text(rows, { y: "label", x: "count", text: "text", dx: 8, textAnchor: "start", fontWeight: 600 }),
    ],
  });
}
