/**
 * What the options about beacon nodes mean: nodes, route, time-out and the cache of states.
 * @module
 */
import { homedir } from "node:os";
import { join } from "node:path";
import type { BeaconAccess } from "../../state/beacon-access.ts";
import { StateCache } from "../../state/state-cache.ts";
import { WAITING } from "../waiting.ts";
import { DEFAULT_CACHE_GIB, DEFAULT_TIMEOUT_S, type RawBeaconOptions } from "./beacon-options.ts";
import { headersOf } from "./header-options.ts";

export function beaconAccessOf(
  { beacon, beaconHeader, beaconTimeout, stateSource, cache, cacheSize }: RawBeaconOptions,
  environment: NodeJS.ProcessEnv,
): BeaconAccess {
  return {
    ...WAITING,
    beaconUrls: beacon ?? [],
    headers: headersOf("beacon", beaconHeader),
    stateRoute: stateSource,
    inactivityTimeoutMs: (beaconTimeout ?? DEFAULT_TIMEOUT_S) * 1000,
    cache:
      cache === false
        ? undefined
        : new StateCache(
            cache ?? defaultCacheFolder(environment),
            (cacheSize ?? DEFAULT_CACHE_GIB) * 2 ** 30,
          ),
  };
}

/** Source: XDG Base Directory Specification (XDG_CACHE_HOME; relative paths do not count). */
export function defaultCacheFolder(environment: NodeJS.ProcessEnv): string {
  const { XDG_CACHE_HOME } = environment;
  const home = XDG_CACHE_HOME?.startsWith("/") ? XDG_CACHE_HOME : join(homedir(), ".cache");
  return join(home, "pufeth-por", "states");
}
