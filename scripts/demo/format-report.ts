/**
 * The table at the end of the demo.
 * @module
 */
import Table from "cli-table3";
import type { StageTime } from "../../prover/cli/progress.ts";
import { formatWeiAsEth, WEI_PER_GWEI } from "../../prover/units.ts";
import { PROVE_STAGE, type SpurtResult } from "./run-spurt.ts";

/** No colours: the output may be a file. */
const PLAIN = { head: [], border: [], compact: true };

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
  const facts = new Table({ style: PLAIN });
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
  const stages = new Table({ head: ["stage", "seconds"], style: PLAIN });
  for (const { title, seconds } of times) {
    stages.push([title, seconds.toFixed(1)]);
    if (title !== PROVE_STAGE) continue;
    for (const part of proved.stages) stages.push([`  ${part.title}`, part.seconds.toFixed(1)]);
  }
  return `${facts}\n${stages}`;
}
