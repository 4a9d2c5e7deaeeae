/**
 * `npm run attack:sends`: commands that send, on a real network, each killed at every kind of moment of what it sends, then run
 * again; and their transactions replaced by the account's wallet.
 * @module
 */
import { stopCurveWorkers } from "../../prover/groth16/stop-curve-workers.ts";
import { setUpTestCircuit, startTestNetwork } from "../support/test-network.ts";
import { MOMENTS, type Taken } from "./sends/cutting-proxy.ts";
import { killSends } from "./sends/killed-sends.ts";
import { replaceSends } from "./sends/replaced-sends.ts";

const world = await startTestNetwork("electra", await setUpTestCircuit(), { isRegistered: false });
const taken: Taken = { total: 0, waiting: 0 };
const atOnce = { validators: 3, parts: 2 };
const { kills, faults } = await killSends(world, taken, { moments: MOMENTS, atOnce, tell: console.error });
faults.push(...(await replaceSends(world, taken)));
for (const fault of faults) console.error(fault);
console.log(`${kills} kills and 2 replaced transactions, ${faults.length} faults`);
await world.network.stop();
await stopCurveWorkers();
process.exit(faults.length === 0 ? 0 : 1);
