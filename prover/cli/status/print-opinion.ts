/**
 * The status of a second opinion for people.
 * @module
 */
import type {
  OpinionInEffect,
  OpinionSpurtStatus,
  OpinionStatus,
} from "../../spurt/opinion/read-opinion-status.ts";
import { at, eth } from "../output/decimal-texts.ts";
import { opinionRows } from "../output/format-opinion.ts";
import { formatRows } from "../output/format-rows.ts";
import { nextText, spurtLines } from "./spurt-texts.ts";

const SUBMIT = "prove its pages: `pufeth-por prove --network`, then `pufeth-por submit`";

export function formatOpinionStatus({ opinion, time, inEffect, registry, spurts }: OpinionStatus): string {
  const { validators, modules, announced, settled, foreign } = registry;
  return [
    ...formatRows([
      ["second opinion", opinion],
      ["time", at(time)],
      ...inEffectRows(inEffect),
      ["validators", `${validators} registered, of ${modules} modules`],
      ["pairs", `${announced} announced, ${settled} of them exited, ${foreign} pay out to others`],
    ]),
    ...spurts.flatMap((spurt) => ["", ...formatSpurt(spurt)]),
  ].join("\n");
}

function inEffectRows(inEffect: OpinionInEffect | null): [string, string][] {
  if (inEffect === null) return [["rate", "none yet"]];
  const { spurt, rate, lowerRate, shortfallWei, isStale } = inEffect;
  return [
    ["rate", `${eth(rate)} ETH per pufETH, proved, of spurt ${spurt}${isStale ? ", STALE" : ""}`],
    ["lower rate", `${eth(lowerRate)}: the lower one of that and the vault's now`],
    ["shortfall", `${eth(shortfallWei)} ETH in effect`],
  ];
}

function formatSpurt(spurt: OpinionSpurtStatus): string[] {
  const { pages, shown, report } = spurt;
  const rows: [string, string][] = [["next", nextText(spurt, { submit: SUBMIT, done: doneText(spurt) })]];
  if (pages !== null) {
    rows.push(["pages", `${pages.validatorsProved} of ${pages.validatorsRequired} validators proved`]);
  }
  if (shown !== null && report === null) {
    rows.push(
      ["vault", `${eth(shown.assetsWei)} ETH of its own, ${shown.activeCount} validators counted`],
      ["shown", `${eth(shown.podsWei)} ETH in pods, ${eth(shown.waitingWei)} ETH of waiting deposits`],
    );
  }
  if (report !== null) rows.push(...opinionRows(report));
  return spurtLines(spurt, rows);
}

function doneText({ isImprovable }: OpinionSpurtStatus): string {
  return isImprovable
    ? "nothing: it has its report; `finalize` of a bundle that proves more replaces it"
    : "nothing: it has its report";
}
