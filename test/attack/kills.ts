/**
 * `npm run attack:kills [-- NAME ...]`: commands that write, each killed (SIGKILL) at every stage and at everything that comes
 * or goes where it writes, then run again.
 * @module
 */
import { stopCurveWorkers } from "../../prover/groth16/stop-curve-workers.ts";
import { killEverywhere } from "./kills/kill-everywhere.ts";
import { KILLED_COMMANDS } from "./kills/killed-commands.ts";

const wanted = process.argv.slice(2);
let [kills, faults] = [0, 0];
for (const [name, make] of Object.entries(KILLED_COMMANDS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const command = await make();
  const report = await killEverywhere(command);
  kills += report.kills;
  faults += report.faults.length;
  console.log(`${command.name}: ${report.kills} kills, ${report.faults.length} faults`);
  for (const fault of report.faults) console.log(`FAULT ${fault}`);
}
console.log(`all: ${kills} kills, ${faults} faults`);
await stopCurveWorkers();
process.exit(faults === 0 ? 0 : 1);
