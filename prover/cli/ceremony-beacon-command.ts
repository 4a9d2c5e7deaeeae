/**
 * `pufeth-por ceremony beacon DIR`: the public random value that ends a ceremony.
 * @module
 */
import { applyBeacon } from "../ceremony/apply-beacon.ts";
import { beaconSource } from "../ceremony/transcript.ts";
import { printAddedContribution } from "./print-added-contribution.ts";
import { createProgress } from "./progress.ts";
import type { Terminal } from "./terminal.ts";
import { UsageError } from "./usage-error.ts";

export interface CeremonyBeaconOptions {
  /** 32 bytes, lower-case hex without 0x. */
  readonly value: string;
  readonly iterationsExp: string;
  readonly source: string;
  readonly json?: boolean;
}

export async function ceremonyBeaconCommand(
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
