/**
 * `npm run attack:kills [-- NAME ... --every N --every-again M]`: commands that write, each killed at every moment of what it writes
 * (or at every N-th), then run again; with M that run is killed at every M-th of its moments, too.
 * @module
 */
import { parseArgs } from "node:util";
import { stopCurveWorkers } from "../../prover/groth16/stop-curve-workers.ts";
import { stopDeployedNetwork } from "./kills/commands/deployed.ts";
import { killEverywhere } from "./kills/kill-everywhere.ts";
import { KILLED_COMMANDS } from "./kills/killed-commands.ts";

const { values, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: { every: { type: "string", default: "1" }, "every-again": { type: "string" } },
});
const unknown = wanted.find((name) => !(name in KILLED_COMMANDS));
if (unknown !== undefined) {
  console.error(`${unknown}: the commands are ${Object.keys(KILLED_COMMANDS).join(", ")}`);
  process.exit(2);
}
let [kills, faults] = [0, 0];
for (const [name, make] of Object.entries(KILLED_COMMANDS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const report = await killEverywhere(await make(), {
    every: Number(values.every),
    everyAgain: values["every-again"] === undefined ? undefined : Number(values["every-again"]),
    tell: console.error,
  });
  kills += report.kills;
  faults += report.faults.length;
  console.log(`${name}: ${report.kills} kills, ${report.faults.length} faults`);
}
console.log(`all: ${kills} kills, ${faults} faults`);
await stopDeployedNetwork();
await stopCurveWorkers();
process.exit(faults === 0 ? 0 : 1);
