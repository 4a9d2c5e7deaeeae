/**
 * `npm run attack:reorgs [-- NAME ... --every N]`: commands at nodes that change their branch of the chain before each of their answers
 * (or before every N-th).
 * @module
 */
import { parseArgs } from "node:util";
import { stopCurveWorkers } from "../../prover/groth16/stop-curve-workers.ts";
import { attackReorgs } from "./reorgs/attack-reorgs.ts";

const { values, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: { every: { type: "string", default: "1" } },
});
const isWanted = (name: string) => wanted.length === 0 || wanted.some((part) => name.startsWith(part));
let [runs, faults] = [0, 0];
for await (const { name, report } of attackReorgs(isWanted, Number(values.every), console.error)) {
  runs += report.runs;
  faults += report.faults.length;
  for (const fault of report.faults) console.log(fault);
  const ends = [...report.ends].map(([end, times]) => `${times} ${end}`).join(", ");
  console.log(`${name}: ${report.runs} runs, ${report.faults.length} faults (${ends})`);
}
console.log(`all: ${runs} runs, ${faults} faults`);
await stopCurveWorkers();
process.exit(faults === 0 ? 0 : 1);
