/**
 * What the options about beacon nodes mean: nodes, route, time-out and the cache of states.
 * @module
 */
import { homedir } from "node:os";
import { join } from "node:path";
import type { BeaconAccess } from "../../state/beacon-access.ts";
import { StateCache } from "../../state/state-cache.ts";
import { DEFAULT_CACHE_GIB, DEFAULT_TIMEOUT_S, type RawBeaconOptions } from "./beacon-options.ts";

/** @param say  receives download progress and notices about fallbacks. */
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

/** States arrive in thousands of pieces: progress is reported only now and then. */
function everyMebibytes(step: number, say: (text: string) => void): (receivedBytes: number) => void {
  let next = step;
  return (receivedBytes) => {
    const mebibytes = receivedBytes / 2 ** 20;
    // Also reported when a download restarts.
    if (mebibytes < next - 2 * step) next = step;
    if (mebibytes < next) return;
    say(`${Math.floor(mebibytes)} MiB received`);
    next = mebibytes + step;
  };
}
