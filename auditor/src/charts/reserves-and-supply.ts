/**
 * Reserves next to the supply that they back.
 * @module
 */
import * as Plot from "@observablehq/plot";
import { formatEth } from "../../../prover/report/format-amounts.ts";
import { BASE, ethToDraw, ticksFor } from "./plot-options.ts";

export function drawReservesAndSupply(reservesWei: bigint, supplyWei: bigint, width: number) {
  const rows = [
    {
      what: "Reserves",
      amount: ethToDraw(reservesWei),
      text: `${formatEth(reservesWei, 2)} ETH`,
      fill: "var(--c1)",
    },
    {
      what: "Supply",
      amount: ethToDraw(supplyWei),
      text: `${formatEth(supplyWei, 2)} pufETH`,
      fill: "var(--c-supply)",
    },
  ];
  return Plot.plot({
    ...BASE,
    width,
    height: 132,
    marginLeft: 66,
    marginRight: 12,
    x: { label: null, ticks: ticksFor(width), grid: true, zero: true },
    y: { label: null, domain: ["Reserves", "Supply"], tickSize: 0 },
    marks: [
      Plot.barX(rows, { y: "what", x: "amount", fill: "fill", rx: 4, insetTop: 4, insetBottom: 4 }),
      Plot.text(rows, {
        y: "what",
        x: 0,
        text: "text",
        dx: 10,
        textAnchor: "start",
        fill: "var(--on-bar)",
        fontWeight: 650,
      }),
    ],
  });
}
