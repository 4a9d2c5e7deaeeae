/**
 * Options of every command that reads beacon nodes. What they mean: beacon-access.ts.
 * @module
 */

import { type Command, InvalidArgumentError, Option } from "commander";
import { DEFAULT_INACTIVITY_TIMEOUT_MS, STATE_ROUTES, type StateRoute } from "../../state/constants.ts";
import { headerOption } from "./header-options.ts";
import { parseHttpUrl, parseSeconds } from "./option-values.ts";

/** As parsed by commander. */
export interface RawBeaconOptions {
  readonly beacon?: readonly string[] | undefined;
  readonly beaconHeader?: readonly string[] | undefined;
  readonly beaconTimeout?: number | undefined;
  readonly stateSource?: StateRoute | undefined;
  /** False: --no-cache. */
  readonly cache?: string | false | undefined;
  readonly cacheSize?: number | undefined;
}

export const DEFAULT_TIMEOUT_S = DEFAULT_INACTIVITY_TIMEOUT_MS / 1000;
/** A state of mainnet has a third of a GiB. */
export const DEFAULT_CACHE_GIB = 4;

const BEACON =
  "beacon node; repeatable: nodes are tried in order, and answers that do not verify are skipped";

/** @param readsParts  whether the command works with parts of a state. */
export function addBeaconOptions(
  command: Command,
  { required, readsParts }: { readonly required: boolean; readonly readsParts: boolean },
): Command {
  const beacon = new Option("--beacon <url>", BEACON).argParser(addUrl).makeOptionMandatory(required);
  command.addOption(beacon).addOption(headerOption("beacon"));
  if (readsParts) {
    command.addOption(
      new Option(
        "--state-source <name>",
        "proofs: only the needed parts of the state, from a node that serves getStateProof; debug: the whole " +
          "state; auto: proofs if a node serves them",
      )
        .choices(STATE_ROUTES)
        .default("auto"),
    );
  }
  return command
    .option(
      "--beacon-timeout <seconds>",
      "inactivity timeout of a beacon node",
      parseSeconds,
      DEFAULT_TIMEOUT_S,
    )
    .option(
      "--cache <dir>",
      "folder for downloaded states (default: pufeth-por/states in the user's cache folder)",
    )
    .option("--no-cache", "do not store or use downloaded states")
    .option(
      "--cache-size <GiB>",
      "size limit of the cache; the oldest states are removed",
      parseGib,
      DEFAULT_CACHE_GIB,
    );
}

function addUrl(text: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), parseHttpUrl(text)];
}

function parseGib(text: string): number {
  const gib = Number(text);
  if (!/^[0-9]{1,5}(\.[0-9]{1,3})?$/.test(text) || gib === 0)
    throw new InvalidArgumentError("It must be a number of GiB, e.g. 4 or 0.5.");
  return gib;
}
