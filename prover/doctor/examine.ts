/**
 * All checks of `doctor`: this machine, its keys, the proving backend, and the given services.
 * @module
 */
import { tmpdir } from "node:os";
import type { Address } from "viem";
import type { ChainClient } from "../chain/client/chain-client.ts";
import { circuitFiles } from "../keys/circuit-files.ts";
import { loadKeys } from "../keys/load-keys.ts";
import type { KeysManifest } from "../keys/manifest.ts";
import type { PageSize } from "../plan/page-sizes.ts";
import { backendNamed, defaultBackends, findBackend } from "../prove/backends/registry.ts";
import { readMachine } from "../prove/machine.ts";
import type { WaitingOptions } from "../service/rate-limits.ts";
import type { ServiceHeaders } from "../service/service-address.ts";
import { backendMissing, checkBackend, checkBetterBackends } from "./check-backend.ts";
import { checkBeacons } from "./check-beacon.ts";
import { checkClock } from "./check-clock.ts";
import { checkDisk, type DiskNeed } from "./check-disk.ts";
import { checkExecution } from "./check-execution.ts";
import { checkForks } from "./check-forks.ts";
import { checkKeys } from "./check-keys.ts";
import { checkMemory } from "./check-memory.ts";
import { checkNode } from "./check-node.ts";
import { checkProxy } from "./check-proxy.ts";
import { checkQueue } from "./check-queue.ts";
import type { Finding } from "./finding.ts";

export interface Examination {
  readonly size: PageSize;
  readonly manifest: KeysManifest | undefined;
  /** Options about the backend, as those of `prove`. */
  readonly proving: { readonly backend?: string | undefined };
  /** Folder for the bundle. */
  readonly out: string;
  readonly beaconUrls: readonly string[];
  /** Sent to each beacon node. */
  readonly beaconHeaders?: ServiceHeaders | undefined;
  /** What is done where a beacon node limits the rate of requests. */
  readonly waiting?: WaitingOptions;
  readonly chain: ChainClient | undefined;
  readonly oracle: Address | undefined;
  /** Address of the Redis that holds the queue of pages. */
  readonly queue?: string | undefined;
  /** Servers whose `Date` header the clock is compared with. */
  readonly clockUrls: readonly string[];
}

/** Bundle and work folder: kilobytes per page. */
const BUNDLE_BYTES = 100e6;

export async function examine(asked: Examination): Promise<Finding[]> {
  const { size, manifest, proving, out, beaconUrls, chain, oracle, clockUrls } = asked;
  const disks: DiskNeed[] = [{ what: "bundle", folder: out, bytes: BUNDLE_BYTES }];
  const found = await findBackend(proving).catch((error: unknown) => ({ error }));
  const name = "error" in found ? (proving.backend ?? defaultBackends()[0]!.name) : found.name;
  const { temporaryBytes } = backendNamed(name);
  if (temporaryBytes > 0) disks.push({ what: "witnesses", folder: tmpdir(), bytes: temporaryBytes });
  const keys = loadKeys(size).catch(() => undefined);
  const findings = await Promise.all([
    [checkNode(process.versions.node)],
    checkMemory(readMachine(), circuitFiles(size).provingKey, size, name),
    ...disks.map(async (disk) => [await checkDisk(disk)]),
    checkKeys({ size, manifest }),
    "error" in found ? [backendMissing(name, found.error)] : [await checkBackend(found, circuitFiles(size))],
    "error" in found || proving.backend !== undefined ? [] : checkBetterBackends(found, proving),
    checkBeacons(beaconUrls, { headers: asked.beaconHeaders, ...asked.waiting }),
    chain === undefined ? [] : keys.then((loaded) => checkExecution({ chain, oracle, keys: loaded })),
    chain === undefined || oracle === undefined || beaconUrls.length === 0
      ? []
      : checkForks({ beaconUrls, headers: asked.beaconHeaders, ...asked.waiting, chain, oracle }),
    checkProxy(clockUrls),
    checkQueue(asked.queue),
    checkClock(clockUrls),
  ]);
  return findings.flat();
}
