/**
 * The table at the end of the demo, and what to look at next.
 * @module
 */
import { relative } from "node:path";
import Table from "cli-table3";
import type { StageTime } from "../../prover/cli/output/progress.ts";
import { formatWeiAsEth } from "../../prover/units.ts";
import { REPOSITORY_ROOT } from "../circuits/repository-root.ts";
import { BUILD_STAGE, type Built } from "./build-all.ts";
import type { NamedAmount, ReadReport } from "./read-report.ts";
import { DEMO_BUNDLE, PROVE_STAGE, type SpurtResult } from "./run-spurt.ts";

/** No colours: the output may be a file. */
const PLAIN = { head: [], border: [], compact: true };

export interface ReportFacts {
  readonly built: Built;
  readonly spurt: SpurtResult;
  readonly onChain: ReadReport;
  readonly times: readonly StageTime[];
}

export function formatReport({
  built,
  spurt: { proved, gas, claims, reportFiles },
  onChain: { report, rate, sources, liabilities },
  times,
}: ReportFacts): string {
  const eth = (amountWei: bigint) => `${formatWeiAsEth(amountWei)} ETH`;
  const rowsOf = (amounts: readonly NamedAmount[], sign: string) =>
    amounts.map(({ name, amountWei }) => [`${sign} ${name}`, eth(amountWei)]);
  const facts = new Table({ style: PLAIN });
  facts.push(
    ["block root", report.blockRoot],
    ["slot", `${report.slot} (${proved.fork}), the last one of spurt 1 with a block`],
    ["validators", `${report.validators} registered, ${report.existing} of them exist at this block`],
    ["balances", eth(report.rawWei)],
    ["+ validators", `${eth(report.principalWei)}: balances capped at the principal`],
    ...rowsOf(sources, "+"),
    ["+ deposits", `${eth(report.pendingDepositsWei)}: ${report.waiting} waiting`],
    ...(report.withdrawalsWei === 0n
      ? []
      : [["+ withdrawals", `${eth(report.withdrawalsWei)} on its way from the consensus layer`]]),
    ["outstanding", `${eth(report.outstandingWei)}: most that validators, pods and deposits count`],
    ...rowsOf(liabilities, "-"),
    ["= reserves", eth(report.reservesWei)],
    ["supply", `${formatWeiAsEth(report.supplyWei)} pufETH`],
    ["rate", `${formatWeiAsEth(rate)} ETH per pufETH`],
    ["written off", `${report.writtenOff} announced, never paid for`],
    [
      "share",
      `${Number(report.shareBasisPoints) / 100}% of all ${report.listLength} validators of this network`,
    ],
    ["pages", String(report.pages)],
    ["keys", `${proved.keys}: INSECURE, for this demo only`],
    ...gas.map(({ command, gasUsed }) => [`gas of ${command}`, String(gasUsed)]),
    ["audit", auditInWords(claims)],
    ["bundle", DEMO_BUNDLE],
    ...reportFiles.map((file) => ["report", relative(REPOSITORY_ROOT, file)]),
  );
  const stages = new Table({ head: ["stage", "seconds"], style: PLAIN });
  for (const { title, seconds } of times) {
    stages.push([title, seconds.toFixed(1)]);
    const parts = title === PROVE_STAGE ? proved.stages : title === BUILD_STAGE ? built.stages : [];
    for (const part of parts) stages.push([`  ${part.title}`, part.seconds.toFixed(1)]);
  }
  stages.push(["all", times.reduce((sum, { seconds }) => sum + seconds, 0).toFixed(1)]);
  return `${facts}\n${stages}\n\nOpen the web page on this bundle:\n  npm run auditor -- ${DEMO_BUNDLE}`;
}

/** An audit that is not ok ends the demo before this. */
function auditInWords(claims: SpurtResult["claims"]): string {
  const ok = claims.filter(({ status }) => status === "ok").length;
  const leftOut = claims.filter(({ status }) => status === "left-out").map(({ id }) => id);
  return `${ok} of ${claims.length} claims ok${leftOut.length === 0 ? "" : `, left out: ${leftOut.join(", ")}`}`;
}
