/**
 * `npm run attack:reorgs [-- NAME ... --every N --deployed]`: commands at nodes that change their branch of the chain before each of their answers
 * (or before every N-th).
 * @module
 */
import { parseArgs } from "node:util";
import { stopCurveWorkers } from "../../prover/groth16/stop-curve-workers.ts";
import { attackReorgs } from "./reorgs/attack-reorgs.ts";

const { values, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: { every: { type: "string", default: "1" }, deployed: { type: "boolean", default: false } },
});
const isWanted = (name: string) => wanted.length === 0 || wanted.some((part) => name.startsWith(part));
let [runs, faults] = [0, 0];
const plan = {
  isWanted,
  every: Number(values.every),
  tell: console.error,
  isDeployed: values.deployed,
};
for await (const { name, report } of attackReorgs(plan)) {
  runs += report.runs;
  faults += report.faults.length;
  for (const fault of report.faults) console.log(fault);
  const ends = [...report.ends].map(([end, times]) => `${times} ${end}`).join(", ");
  console.log(`${name}: ${report.runs} runs, ${report.faults.length} faults (${ends})`);
}
console.log(`all: ${runs} runs, ${faults} faults`);
await stopCurveWorkers();
process.exit(faults === 0 ? 0 : 1);
