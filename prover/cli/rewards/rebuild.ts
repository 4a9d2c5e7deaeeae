/**
 * Builds the rewards that the options of `rewards build` and `rewards check` name.
 * @module
 */

import type { Rewards } from "../../rewards/rewards-document.ts";
import { spurtRewards } from "../../rewards/spurt-rewards.ts";
import { stateFromNodes } from "../../state/state-source.ts";
import { beaconAccessOf } from "../options/beacon-access.ts";
import type { RawBeaconOptions } from "../options/beacon-options.ts";
import { chainClientOf } from "../options/chain-client-of.ts";
import type { ChainOptions } from "../options/chain-options.ts";
import { parseAddress } from "../options/parse-address.ts";
import { UsageError } from "../options/usage-error.ts";
import { createProgress } from "../output/progress.ts";
import { showStages } from "../output/show-stages.ts";
import type { Terminal } from "../output/terminal.ts";
import { type RawDeclaredOptions, readDeclaredInputs } from "./declared-options.ts";

export interface RebuildOptions extends ChainOptions, RawBeaconOptions, RawDeclaredOptions {
  readonly spurt: bigint;
}

/** @throws UsageError, and as `spurtRewards`. */
export async function rebuildRewards(
  options: RebuildOptions,
  terminal: Terminal,
  environment: NodeJS.ProcessEnv,
): Promise<Rewards> {
  const { oracle, spurt, operators, distributor, fromSlot, uri = "", json = false } = options;
  if (operators === undefined)
    throw new UsageError("--operators is missing: no chain says who operates a validator.");
  const { declared, previous } = await readDeclaredInputs({ ...options, operators });
  return spurtRewards({
    chain: chainClientOf(options),
    states: stateFromNodes(beaconAccessOf(options, environment)),
    oracle: parseAddress("--oracle", oracle),
    spurt,
    fromSlot,
    declared,
    previous,
    distributor: distributor === undefined ? undefined : parseAddress("--distributor", distributor),
    uri,
    stage: showStages(createProgress({ silent: json }), terminal),
  });
}
