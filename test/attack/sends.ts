/**
 * `npm run attack:sends [-- oracle|opinion|claims|consolidations ...]`: commands that send, on real networks, each killed at every
 * kind of moment of what it sends, then run again; and transactions replaced by the account's wallet.
 * @module
 */
import { stopCurveWorkers } from "../../prover/groth16/stop-curve-workers.ts";
import { setUpTestCircuit, startTestNetwork } from "../support/test-network.ts";
import { MOMENTS, type Taken } from "./sends/cutting-proxy.ts";
import type { SendsReport } from "./sends/kill-command.ts";
import { killClaims } from "./sends/killed-claims.ts";
import { killConsolidations } from "./sends/killed-consolidations.ts";
import { killOpinion } from "./sends/killed-opinion.ts";
import { killOracle } from "./sends/killed-oracle.ts";
import { replaceSends } from "./sends/replaced-sends.ts";

const plan = { moments: MOMENTS, tell: console.error };
const ATTACKS: Readonly<Record<string, (taken: Taken) => Promise<SendsReport>>> = {
  oracle,
  opinion: (taken) => killOpinion(taken, plan),
  claims: (taken) => killClaims(taken, plan),
  consolidations: (taken) => killConsolidations(taken, plan),
};

const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => !(name in ATTACKS));
if (unknown !== undefined) {
  console.error(`${unknown}: none of ${Object.keys(ATTACKS).join(", ")}`);
  process.exit(2);
}
const all: SendsReport = { kills: 0, faults: [] };
for (const name of wanted.length > 0 ? wanted : Object.keys(ATTACKS)) {
  const { kills, faults } = await ATTACKS[name]!({ total: 0, waiting: 0 });
  console.log(`${name}: ${kills} kills, ${faults.length} faults`);
  for (const fault of faults) console.error(fault);
  all.kills += kills;
  all.faults.push(...faults);
}
console.log(`all: ${all.kills} kills, ${all.faults.length} faults`);
await stopCurveWorkers();
process.exit(all.faults.length === 0 ? 0 : 1);

/** With two transactions that are replaced. */
async function oracle(taken: Taken): Promise<SendsReport> {
  const world = await startTestNetwork("electra", await setUpTestCircuit(), { isRegistered: false });
  try {
    const report = await killOracle(world, taken, { ...plan, atOnce: { validators: 3, parts: 2 } });
    report.faults.push(...(await replaceSends(world, taken)));
    return report;
  } finally {
    await world.network.stop();
  }
}
