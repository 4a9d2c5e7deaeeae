/**
 * The status of an oracle for people.
 * @module
 */
import type { OracleStatus, RateInEffect, RegistryStatus } from "../../spurt/read-status.ts";
import type { ReportStatus, SpurtBlockStatus, SpurtStatus } from "../../spurt/spurt-status.ts";
import { at, eth } from "../output/decimal-texts.ts";
import { formatRows } from "../output/format-rows.ts";
import { type NextTexts, nextText, spurtLines } from "./spurt-texts.ts";

const NEXT: NextTexts = {
  submit: "prove the missing pages: `pufeth-por prove`, then `pufeth-por submit`",
  done: "nothing: it has its report",
};

export function formatStatus({ oracle, time, rate, registry, spurts }: OracleStatus): string {
  const now = BigInt(time);
  return [
    ...formatRows([
      ["oracle", oracle],
      ["time", at(time)],
      ["rate", rateText(rate)],
      ["validators", registryText(registry)],
    ]),
    ...spurts.flatMap((spurt) => ["", ...formatSpurt(spurt, now)]),
  ].join("\n");
}

function formatSpurt(spurt: SpurtStatus, now: bigint): string[] {
  const { block, pages, assets, report } = spurt;
  const rows: [string, string][] = [["next", nextText(spurt, NEXT)]];
  if (block !== null) rows.push(["block", blockText(block)], ...readableRow(block, now));
  if (pages !== null) {
    const missing = BigInt(pages.provisioned) - BigInt(pages.existing);
    rows.push(
      [
        "pages",
        `${pages.accepted}, ${pages.validatorsProved} of ${pages.validatorsRequired} validators proved`,
      ],
      ["provisions", `${pages.provisioned}: ${pages.existing} proved to exist, ${missing} not`],
    );
  }
  if (assets !== null) {
    const { sources, sourcesWei, waiting, consolidatedWei } = assets;
    rows.push(["shown", `${sources} sources with ${eth(sourcesWei)} ETH, ${waiting} waiting deposits`]);
    if (consolidatedWei !== "0")
      rows.push(["consolidated", `${eth(consolidatedWei)} ETH of principal that others hold`]);
  }
  if (report !== null) rows.push(...reportRows(report));
  return spurtLines(spurt, rows);
}

function blockText({ root, mayBeLater }: SpurtBlockStatus): string {
  return mayBeLater ? `${root}, or one before it: \`open\` finds out which` : root;
}

function readableRow({ isStored, readableUntil }: SpurtBlockStatus, now: bigint): [string, string][] {
  if (isStored || readableUntil === null) return [];
  const passed = BigInt(readableUntil) <= now;
  const text = passed
    ? `was until ${at(readableUntil)}; \`open\` proves it from a newer state`
    : `until ${at(readableUntil)}`;
  return [["readable", text]];
}

function reportRows({
  reservesWei,
  supplyWei,
  rate,
  rateStatus,
  effectiveAt,
  improvableUntil,
}: ReportStatus): [string, string][] {
  const improvable: [string, string][] =
    improvableUntil === null
      ? []
      : [
          [
            "final",
            `from ${at(improvableUntil)} on; until then \`finalize\` of a bundle that proves more replaces it`,
          ],
        ];
  const review = rateStatus === "in review" ? ` until ${at(effectiveAt)}, unless vetoed` : "";
  return [
    ["reserves", `${eth(reservesWei)} ETH`],
    ["supply", `${eth(supplyWei)} pufETH`],
    ["rate", `${eth(rate)}, ${rateStatus}${review}`],
    ...improvable,
  ];
}

function rateText(rate: RateInEffect | null): string {
  if (rate === null) return "none yet";
  const age = rate.isStale ? `STALE since ${at(rate.staleAt)}` : `good until ${at(rate.staleAt)}`;
  return `${eth(rate.value)} ETH per pufETH, of spurt ${rate.spurt}, ${age}`;
}

function registryText({ validators, notRegistered, writtenOff, pods }: RegistryStatus): string {
  return `${validators} registered, ${notRegistered} provisioned and not registered, ${writtenOff} written off, ${pods} pods`;
}
