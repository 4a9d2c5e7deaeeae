/**
 * The parts of the reserves: one bar for everything, and an enlarged one without the validators, because pools and pods
 * are small next to them. Liabilities are left of zero.
 * @module
 */
import * as Plot from "@observablehq/plot";
import type { ReservesComponent } from "../../../prover/report/facts.ts";
import { BASE, ethToDraw, ticksFor } from "./plot-options.ts";

const SMALL = ["var(--c2)", "var(--c3)", "var(--c4)", "var(--c5)", "var(--c6)"];

/** Colours by position; the table has the same ones. */
export function componentFills(components: readonly ReservesComponent[]): string[] {
  let next = 0;
  return components.map(({ kind, owed, amountWei }) => {
    if (amountWei === 0n) return "var(--track)";
    if (owed) return "var(--c-owed)";
    if (kind === "validators") return "var(--c1)";
    return kind === "pending-deposits" ? "var(--c7)" : SMALL[next++ % SMALL.length]!;
  });
}

export function drawComponents(components: readonly ReservesComponent[], width: number): HTMLElement {
  const fills = componentFills(components);
  const segments = components.map(({ name, kind, amountWei, owed }, i) => ({
    name,
    kind,
    amount: owed ? -ethToDraw(amountWei) : ethToDraw(amountWei),
    fill: fills[i]!,
  }));
  const both = document.createElement("div");
  both.append(bar("All", segments, width));
  const beside = segments.filter(({ kind, amount }) => kind !== "validators" && amount !== 0);
  if (beside.length > 0 && beside.length < segments.length)
    both.append(bar("Without validators, enlarged", beside, width));
  return both;
}

function bar(
  title: string,
  segments: readonly { amount: number; fill: string }[],
  width: number,
): HTMLElement {
  const made = document.createElement("div");
  const heading = document.createElement("p");
  heading.className = "bar-title";
  heading.textContent = title;
  made.append(
    heading,
    Plot.plot({
      ...BASE,
      width,
      height: 74,
      marginLeft: 12,
      marginRight: 16,
      marginTop: 4,
      x: { label: null, ticks: ticksFor(width), grid: true },
      marks: [
        Plot.barX(segments, { x: "amount", fill: "fill", order: null, inset: 0.5 }),
        Plot.ruleX([0], { stroke: "currentColor" }),
      ],
    }),
  );
  return made;
}
