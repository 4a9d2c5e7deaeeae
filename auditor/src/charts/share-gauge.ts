/**
 * The protocol's share of the validator set against the threshold at which it stops growing.
 * @module
 */
import * as Plot from "@observablehq/plot";
import type { BundleFacts } from "../../../prover/report/facts.ts";
import { formatBasisPoints } from "../../../prover/report/format-amounts.ts";
import { BASE, ticksFor } from "./plot-options.ts";

export function drawShare({ basisPoints, thresholdBasisPoints }: BundleFacts["share"], width: number) {
  const [share, threshold] = [basisPoints / 100, thresholdBasisPoints / 100];
  const end = Math.max(30, Math.ceil(share / 10) * 10);
  return Plot.plot({
    ...BASE,
    width,
    height: 92,
    marginLeft: 12,
    marginRight: 16,
    marginTop: 26,
    x: {
      domain: [0, end],
      label: null,
      tickFormat: (percent: number) => `${percent}%`,
      ticks: ticksFor(width),
    },
    marks: [
      Plot.barX([end], { x1: 0, x2: end, fill: "var(--track)", rx: 4 }),
      Plot.barX([share], { x1: 0, x2: share, fill: "var(--c1)", rx: 4 }),
      Plot.ruleX([threshold], { stroke: "var(--ink)", strokeWidth: 2, strokeDasharray: "5 3" }),
      Plot.text([threshold], {
        x: threshold,
        text: () => `threshold ${formatBasisPoints(thresholdBasisPoints)}`,
        frameAnchor: "top",
        dy: -14,
      }),
    ],
  });
}
