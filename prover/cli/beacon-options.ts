/**
 * Options of every command that reads beacon nodes, and what they mean.
 * @module
 */
import { homedir } from "node:os";
import { join } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import { type BeaconAccess, DEFAULT_INACTIVITY_TIMEOUT_MS, type StateRoute } from "../state/beacon-access.ts";
import { StateCache } from "../state/state-cache.ts";
import { parseHttpUrl, parseSeconds } from "./option-values.ts";

/** As commander hands them over. */
export interface RawBeaconOptions {
  readonly beacon?: readonly string[] | undefined;
  readonly beaconTimeout?: number | undefined;
  readonly stateSource?: StateRoute | undefined;
  /** False: --no-cache. */
  readonly cache?: string | false | undefined;
  readonly cacheSize?: number | undefined;
}

const ROUTES: readonly StateRoute[] = ["auto", "debug", "proofs"];
const DEFAULT_TIMEOUT_S = DEFAULT_INACTIVITY_TIMEOUT_MS / 1000;
/** A state of mainnet has a third of a GiB. */
const DEFAULT_CACHE_GIB = 4;

const BEACON =
  "beacon node; several times: they are tried in this order, and an answer that does not verify is skipped";

/** @param readsParts  whether parts of a state are enough for the command. */
export function addBeaconOptions(
  command: Command,
  { required, readsParts }: { readonly required: boolean; readonly readsParts: boolean },
): Command {
  const beacon = new Option("--beacon <url>", BEACON).argParser(addUrl).makeOptionMandatory(required);
  command.addOption(beacon);
  if (readsParts) {
    command.addOption(
      new Option(
        "--state-source <name>",
        "proofs: only the parts of the state that are needed, from a node that serves getStateProof; debug: the whole " +
          "state; auto: proofs where a node has them",
      )
        .choices(ROUTES)
        .default("auto"),
    );
  }
  return command
    .option(
      "--beacon-timeout <seconds>",
      "give a beacon node up when it sends nothing for so long",
      parseSeconds,
      DEFAULT_TIMEOUT_S,
    )
    .option(
      "--cache <dir>",
      "folder for downloaded states; else PUFETH_POR_CACHE, else pufeth-por/states in the user's cache folder",
    )
    .option("--no-cache", "keep no downloaded states, and use none")
    .option(
      "--cache-size <GiB>",
      "of all states in the cache; the oldest are removed",
      parseGib,
      DEFAULT_CACHE_GIB,
    );
}

/** @param say  How far a download is, and why another way is taken. */
export function beaconAccessOf(
  { beacon, beaconTimeout, stateSource, cache, cacheSize }: RawBeaconOptions,
  say: (text: string) => void = () => {},
): BeaconAccess {
  return {
    beaconUrls: beacon ?? [],
    stateRoute: stateSource,
    inactivityTimeoutMs: (beaconTimeout ?? DEFAULT_TIMEOUT_S) * 1000,
    cache:
      cache === false
        ? undefined
        : new StateCache(cache ?? defaultCacheFolder(), (cacheSize ?? DEFAULT_CACHE_GIB) * 2 ** 30),
    onProgress: everyMebibytes(50, say),
    onNodes: (fetchedNodes) => say(`${fetchedNodes} nodes of the state tree received`),
    onNotice: say,
  };
}

/** Source: XDG Base Directory Specification (XDG_CACHE_HOME; relative paths do not count). */
export function defaultCacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  if (env.PUFETH_POR_CACHE) return env.PUFETH_POR_CACHE;
  const home = env.XDG_CACHE_HOME?.startsWith("/") ? env.XDG_CACHE_HOME : join(homedir(), ".cache");
  return join(home, "pufeth-por", "states");
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

/** States come in thousands of pieces: a word now and then is enough. */
function everyMebibytes(step: number, say: (text: string) => void): (receivedBytes: number) => void {
  let next = step;
  return (receivedBytes) => {
    const mebibytes = receivedBytes / 2 ** 20;
    // A download that begins anew says so too.
    if (mebibytes < next - 2 * step) next = step;
    if (mebibytes < next) return;
    say(`${Math.floor(mebibytes)} MiB received`);
    next = mebibytes + step;
  };
}
