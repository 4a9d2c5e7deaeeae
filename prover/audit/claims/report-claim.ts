/**
 * Checks that the oracle's report of the spurt has the bundle's values.
 * @module
 */
import { consolidatedWei } from "../../chain/execution/execution-proof.ts";
import { reportComparisons, summaryToReport } from "../../spurt/compare-report.ts";
import type { Claim } from "../claim.ts";
import { type Comparison, differencesOf } from "../differences.ts";
import { LeftOutError } from "../errors.ts";

export const REPORT_CLAIM: Claim = {
  id: "report",
  sentence: "The oracle's report of the spurt has the same amounts, source by source, and the same rate.",
  offline: false,
  async check({ bundle, evidence }) {
    if (bundle.execution === null) throw new LeftOutError("the bundle has no execution part");
    const { number } = await evidence.spurt();
    if (number === 0n) throw new LeftOutError("the block is before the first spurt");
    const report = await evidence.report();
    if (report === undefined) throw new LeftOutError(`spurt ${number} has no report yet`);
    const creditWei = await evidence.creditWei();
    const countedWei = await evidence.componentsWei();
    return differencesOf([
      ...reportComparisons(report, summaryToReport(bundle, creditWei)).map(
        ([what, onChain, ours]): Comparison => [what, ours, onChain],
      ),
      ["principal of consolidated validators (wei)", consolidatedWei(bundle.execution), creditWei],
      ...bundle.execution.sources.map(
        ({ name, valueWei }, i): Comparison => [`source ${i + 1}, ${name} (wei)`, valueWei, countedWei[i]],
      ),
    ]);
  },
};
