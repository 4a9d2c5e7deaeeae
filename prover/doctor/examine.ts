/**
 * All checks of `doctor`: this machine, its keys, the proving backend, and the given services.
 * @module
 */
import { tmpdir } from "node:os";
import type { Address } from "viem";
import { circuitFiles } from "../keys/circuit-files.ts";
import { loadKeys } from "../keys/load-keys.ts";
import type { KeysManifest } from "../keys/manifest.ts";
import type { PageSize } from "../plan/page-sizes.ts";
import type { BackendChoice } from "../prove/backends/proving-backend.ts";
import type { BackendName } from "../prove/constants.ts";
import { readMachine } from "../prove/machine.ts";
import { checkBackend } from "./check-backend.ts";
import { checkBeacons } from "./check-beacon.ts";
import { checkClock } from "./check-clock.ts";
import { checkDisk, type DiskNeed } from "./check-disk.ts";
import { checkExecution } from "./check-execution.ts";
import { checkKeys } from "./check-keys.ts";
import { checkMemory } from "./check-memory.ts";
import { checkNode } from "./check-node.ts";
import { type Finding, failure } from "./finding.ts";

export interface Examination {
  readonly size: PageSize;
  readonly manifest: KeysManifest | undefined;
  readonly backend: BackendName;
  /** Rejects if its program is missing. */
  readonly backendChoice: () => Promise<BackendChoice>;
  /** Folder for the bundle. */
  readonly out: string;
  readonly beaconUrls: readonly string[];
  readonly rpcUrl: string | undefined;
  readonly oracle: Address | undefined;
}

/** Bundle and work folder: kilobytes per page. */
const BUNDLE_BYTES = 100e6;
/** Witness, proof and signals of rapidsnark for the pages in progress. */
const WITNESS_BYTES = 500e6;

export async function examine(asked: Examination): Promise<Finding[]> {
  const { size, manifest, backend, backendChoice, out, beaconUrls, rpcUrl, oracle } = asked;
  const disks: DiskNeed[] = [{ what: "bundle", folder: out, bytes: BUNDLE_BYTES }];
  if (backend === "rapidsnark") disks.push({ what: "witnesses", folder: tmpdir(), bytes: WITNESS_BYTES });
  const nodes = [...beaconUrls, ...(rpcUrl === undefined ? [] : [rpcUrl])];
  const keys = loadKeys(size).catch(() => undefined);
  const findings = await Promise.all([
    [checkNode(process.versions.node)],
    checkMemory(readMachine(), circuitFiles(size).provingKey, size, backend),
    ...disks.map(async (disk) => [await checkDisk(disk)]),
    checkKeys({ size, manifest }),
    backendChoice().then(
      async (choice) => [await checkBackend(choice)],
      (error: unknown) => [failure(`backend ${backend}`, error)],
    ),
    checkBeacons(beaconUrls),
    rpcUrl === undefined ? [] : keys.then((loaded) => checkExecution({ rpcUrl, oracle, keys: loaded })),
    checkClock(nodes),
  ]);
  return findings.flat();
}
