/** The commands that write, each with what it finds and what it has to have made in the end. @module */
import { prove, report } from "./commands/bundles.ts";
import { ceremonyBeacon, ceremonyContribute, ceremonyExport, ceremonyInit } from "./commands/ceremony.ts";
import { setupCircuit, setupDev, setupFrom } from "./commands/setup.ts";
import type { KilledCommand } from "./kill-everywhere.ts";

/** By name: made when they are wanted, since some need circuits and keys. */
export const KILLED_COMMANDS: Readonly<Record<string, () => Promise<KilledCommand>>> = {
  report,
  prove: () => prove(false),
  "prove over a bundle": () => prove(true),
  "setup --from": setupFrom,
  "setup --dev: circuit": setupCircuit,
  "setup --dev: keys": setupDev,
  "ceremony init": ceremonyInit,
  "ceremony contribute": ceremonyContribute,
  "ceremony beacon": ceremonyBeacon,
  "ceremony export": ceremonyExport,
};
