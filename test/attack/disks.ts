/**
 * `npm run attack:disks [-- NAME ... --every N]`: commands that write, on disks that fail them: full, out of names, read-only,
 * somebody else's, emptied, with a limit on the size of files; from the beginning and at every moment of what they write (or at
 * every N-th); then run again. Needs a user who may mount.
 *
 * `npm run attack:disks -- --targets [NAME ... --every N]`: a link, a pipe, a socket or a device at each place that they write to.
 * Needs a user who may make devices.
 * @module
 */
import { parseArgs } from "node:util";
import { stopCurveWorkers } from "../../prover/groth16/stop-curve-workers.ts";
import { breakEverywhere } from "./disks/break-everywhere.ts";
import { canMount } from "./disks/disk.ts";
import { occupyEverywhere } from "./disks/occupy-everywhere.ts";
import { WRITTEN_COMMANDS } from "./disks/written-commands.ts";
import { stopDeployedNetwork } from "./kills/commands/deployed.ts";

const { values, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: { every: { type: "string", default: "1" }, targets: { type: "boolean", default: false } },
});
const unknown = wanted.find((name) => !(name in WRITTEN_COMMANDS));
if (unknown !== undefined) {
  console.error(`${unknown}: the commands are ${Object.keys(WRITTEN_COMMANDS).join(", ")}`);
  process.exit(2);
}
if (!canMount()) {
  console.error("Nothing can be mounted here: run it as root.");
  process.exit(2);
}
let [cases, faults] = [0, 0];
for (const [name, make] of Object.entries(WRITTEN_COMMANDS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const command = await make();
  const attack = values.targets ? occupyEverywhere : breakEverywhere;
  const report = await attack(command, { every: Number(values.every), tell: console.error });
  await command.close?.();
  cases += report.cases;
  faults += report.faults.length;
  console.log(`${name}: ${report.cases} cases, ${report.faults.length} faults`);
}
console.log(`all: ${cases} cases, ${faults} faults`);
await stopDeployedNetwork();
await stopCurveWorkers();
process.exit(faults === 0 ? 0 : 1);
