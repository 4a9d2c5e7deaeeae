/**
 * `npm run attack:memory [-- NAME ...]`: processes that the kernel kills for lack of memory, in cgroups of their own. Needs root, and
 * memory cgroups of version 1.
 * @module
 */
import { stopCurveWorkers } from "../../prover/groth16/stop-curve-workers.ts";
import { attackMemory, MEMORY_ATTACKS } from "./memory/memory-attacks.ts";
import { whyNoCgroup } from "./memory/memory-cgroup.ts";

const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => !(name in MEMORY_ATTACKS));
if (unknown !== undefined) {
  console.error(`${unknown}: the attacks are ${Object.keys(MEMORY_ATTACKS).join(", ")}`);
  process.exit(2);
}
const why = whyNoCgroup();
if (why !== undefined) {
  console.error(why);
  process.exit(2);
}
const { cases, faults } = await attackMemory(wanted, console.error);
for (const fault of faults) console.error(fault);
console.log(`${cases} cases, ${faults.length} faults`);
await stopCurveWorkers();
process.exit(faults.length === 0 ? 0 : 1);
