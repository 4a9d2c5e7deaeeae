/**
 * The rate from spurt to spurt.
 * @module
 */
import * as Plot from "@observablehq/plot";
import type { RatePoint } from "../rate-history.ts";
import { BASE, ethToDraw, ticksFor } from "./plot-options.ts";

export function drawRates(points: readonly RatePoint[], width: number) {
  const rows = points.map(({ timeSeconds, rate, standing }) => ({
    time: new Date(Number(timeSeconds) * 1000),
    rate: ethToDraw(rate),
    fill: standing === "verified" ? "var(--c1)" : "var(--surface)",
  }));
  return Plot.plot({
    ...BASE,
    width,
    height: 220,
    marginLeft: 62,
    marginRight: 20,
    x: { type: "utc", label: null, ticks: ticksFor(width) },
    y: {
      label: "ETH per pufETH",
      grid: true,
      nice: true,
      ticks: 5,
      tickFormat: (rate: number) => rate.toFixed(4),
    },
    marks: [
      Plot.lineY(rows, { x: "time", y: "rate", stroke: "var(--c1)", strokeWidth: 2 }),
      Plot.dot(rows, { x: "time", y: "rate", r: 5, fill: "fill", stroke: "var(--c1)", strokeWidth: 2 }),
    ],
  });
}
