/**
 * The table of `npm run gas`, as Markdown for docs/gas.md.
 * @module
 */
import Table from "cli-table3";
import { grouped } from "./gas-page.ts";
import { countedCalls, marginalGas } from "./marginal-gas.ts";
import type { GasMeasurements } from "./measure-gas.ts";

/** Gas of a checkpoint proof of EigenPod, which credits one validator's balance. */
export const EIGENPOD_GAS_PER_VALIDATOR = 55_800;

const MARKDOWN = {
  head: ["what", "gas", "each", "Amsterdam", "each"],
  colAligns: ["left", "right", "left", "right", "left"] as ("left" | "right")[],
  style: { head: [], border: [] },
  chars: {
    top: "",
    "top-mid": "",
    "top-left": "",
    "top-right": "",
    bottom: "",
    "bottom-mid": "",
    "bottom-left": "",
    "bottom-right": "",
    mid: "",
    "left-mid": "",
    "mid-mid": "",
    "right-mid": "",
    left: "|",
    middle: "|",
    right: "|",
  },
};

export function formatGas({ calls, amsterdam, spurts }: GasMeasurements): string {
  const table = new Table(MARKDOWN);
  table.push(["---", "--:", "---", "--:", "---"]);
  const steps = ["open", ...names(calls, "submit"), ...names(calls, "finalize"), ...names(calls, "register")];
  for (const name of [...steps, ...names(calls, "verify"), ...names(calls, "read")]) {
    const cells = [calls, amsterdam].flatMap((gas) => [grouped(gas[name]!), furtherOnes(gas, name)]);
    table.push([name, ...cells]);
  }
  for (const { name, validators, pages, transactions, gasUsed, amsterdamGas } of spurts) {
    const perValidator = gasUsed / validators;
    const share = Math.round((100 * perValidator) / EIGENPOD_GAS_PER_VALIDATOR);
    table.push([
      `${name}: ${pages} pages, ${transactions} transactions`,
      grouped(gasUsed),
      `${grouped(perValidator)} a validator, ${share}% of EigenPod's`,
      grouped(amsterdamGas),
      `${grouped(amsterdamGas / validators)} a validator`,
    ]);
  }
  return table.toString();
}

/** In rising order of what they count. */
function names(calls: GasMeasurements["calls"], prefix: string): string[] {
  const counted = countedCalls(calls, prefix).map(({ name }) => name);
  return counted.length > 0 ? counted : Object.keys(calls).filter((name) => name.startsWith(prefix));
}

function furtherOnes(calls: GasMeasurements["calls"], name: string): string {
  const prefix = name.split(" ")[0]!;
  const points = countedCalls(calls, prefix);
  const position = points.findIndex((point) => point.name === name);
  const gasEach = marginalGas(calls, prefix)[position - 1]?.gasEach;
  // Of as many, read in another way, there is no further one.
  if (gasEach === undefined || !Number.isFinite(gasEach)) return "";
  return `${grouped(gasEach)} for each further one`;
}
