/**
 * The table at the end of the demo.
 * @module
 */
import Table from "cli-table3";
import type { StageTime } from "../../prover/cli/progress.ts";
import { formatWeiAsEth, WEI_PER_GWEI } from "../../prover/units.ts";
import type { SpurtResult } from "./run-spurt.ts";

export interface ReportFacts {
  readonly spurt: SpurtResult;
  readonly poolsWei: readonly bigint[];
  readonly times: readonly StageTime[];
}

export function formatReport({
  spurt: { proved, submitted, bundleFolder },
  poolsWei,
  times,
}: ReportFacts): string {
  const eth = (amountWei: bigint) => `${formatWeiAsEth(amountWei)} ETH`;
  const facts = new Table();
  facts.push(
    ["block root", proved.blockRoot],
    ["slot", `${proved.slot} (${proved.fork})`],
    ["validators", `${proved.validators} proved, ${proved.existing} of them exist at this block`],
    ["raw", eth(BigInt(proved.rawGwei) * WEI_PER_GWEI)],
    ["principal", eth(BigInt(proved.principalGwei) * WEI_PER_GWEI)],
    ...poolsWei.map((amountWei, i) => [i === 0 ? "PufferPool" : "WithdrawalPool", eth(amountWei)]),
    ["reserves", eth(BigInt(proved.reservesWei))],
    ["supply", `${formatWeiAsEth(BigInt(proved.supplyWei ?? 0))} pufETH`],
    ["rate", `${formatWeiAsEth(BigInt(proved.rate ?? 0))} ETH per pufETH`],
    ["pages", String(proved.pages)],
    ["keys", `${proved.keys}: INSECURE, for this demo only`],
    ["gas", `${submitted.gasUsed} for the whole report`],
    ["transaction", submitted.transactionHash],
    ["bundle", bundleFolder],
  );
  const stages = new Table({ head: ["stage", "seconds"], style: { head: [] } });
  for (const { title, seconds } of times) stages.push([title, seconds.toFixed(1)]);
  for (const { title, seconds } of proved.stages) stages.push([`  prove: ${title}`, seconds.toFixed(1)]);
  return `${facts}\n${stages}`;
}
