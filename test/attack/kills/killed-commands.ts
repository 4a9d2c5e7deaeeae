/**
 * The commands that write, each with what it finds and what it has to have made in the end. What is not here writes nothing of its
 * own:
 *
 *   audit, register, consolidations, eject, rewards check, plan, doctor   the states that they read: `states`; trie nodes, as `discover`
 *   prove --watch                                                         a bundle a spurt, as `prove`
 *   worker, prove --backend native or rapidsnark                          witnesses in a temporary folder, as `ceremony verify`
 *   npm run native                                                        objects by `placeFinished`, as all that is renamed into place
 *
 * @module
 */
import { prove, report } from "./commands/bundles.ts";
import {
  ceremonyBeacon,
  ceremonyContribute,
  ceremonyExport,
  ceremonyInit,
  ceremonyVerify,
} from "./commands/ceremony.ts";
import { discover, proveDeployed, record, rewardsBuild } from "./commands/deployed.ts";
import {
  exportVerifier,
  measuredSpeed,
  setupCircuit,
  setupDev,
  setupFrom,
  setupFromWeb,
  witnessProgram,
} from "./commands/setup.ts";
import { states } from "./commands/states.ts";
import type { KilledCommand } from "./kill-everywhere.ts";

/** By name: made when they are wanted, since some need circuits, keys and networks. */
export const KILLED_COMMANDS: Readonly<Record<string, () => Promise<KilledCommand>>> = {
  report,
  prove: () => prove(false),
  "prove over a bundle": () => prove(true),
  "prove --network": proveDeployed,
  discover,
  record,
  "rewards build": rewardsBuild,
  states,
  "measured speed": measuredSpeed,
  "setup --from": setupFrom,
  "setup --from URL": setupFromWeb,
  "setup --dev: circuit": setupCircuit,
  "setup --dev: keys": setupDev,
  "setup: witness program": witnessProgram,
  "export-verifier": exportVerifier,
  "ceremony init": ceremonyInit,
  "ceremony contribute": ceremonyContribute,
  "ceremony beacon": ceremonyBeacon,
  "ceremony export": ceremonyExport,
  "ceremony verify": ceremonyVerify,
};
