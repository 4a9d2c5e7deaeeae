/**
 * `pufeth-por ceremony beacon DIR`: the public random value that ends a ceremony.
 * @module
 */
import { applyBeacon } from "../../ceremony/apply-beacon.ts";
import { beaconSource } from "../../ceremony/transcript.ts";
import { UsageError } from "../options/usage-error.ts";
import { createProgress } from "../output/progress.ts";
import type { Terminal } from "../output/terminal.ts";
import { printAddedContribution } from "./print.ts";

export interface CeremonyBeaconOptions {
  /** 32 bytes, lower-case hex without 0x. */
  readonly value: string;
  readonly iterationsExp: string;
  readonly source: string;
  readonly json?: boolean;
}

export async function runCeremonyBeacon(
  folder: string,
  { value, iterationsExp, source, json = false }: CeremonyBeaconOptions,
  terminal: Terminal,
): Promise<void> {
  const checked = beaconSource.safeParse(source);
  if (!checked.success) throw new UsageError(`--source: ${checked.error.issues[0]?.message}.`);
  const progress = createProgress({ silent: json });
  const added = await progress.stage("Apply the beacon", () =>
    applyBeacon({ folder, value, iterationsExp: Number(iterationsExp), source }),
  );
  printAddedContribution(folder, added, json, terminal);
}
