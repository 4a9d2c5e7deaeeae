/**
 * Sets up keys from a manifest for one circuit size: compiles the local circuit, then fetches and installs its key.
 * @module
 */

import type { PageSize } from "../plan/page-sizes.ts";
import type { WaitingOptions } from "../service/rate-limits.ts";
import { circuitFiles } from "./circuit-files.ts";
import { folderSource } from "./folder-source.ts";
import { installKey, type KeyInstallation } from "./install-key.ts";
import { keyEntryOf } from "./key-entry-of.ts";
import { keySidecarOf } from "./key-sidecar.ts";
import type { KeySource } from "./key-source.ts";
import type { KeyEntry, KeysManifest } from "./manifest.ts";
import { runSetupScript } from "./run-setup-script.ts";
import { webSource } from "./web-source.ts";

/** Plain JSON. */
export interface SetUpKey {
  readonly size: PageSize;
  readonly id: string;
  readonly kind: KeyEntry["kind"];
  readonly insecure: string | null;
  readonly contributions: number;
  readonly verificationKeySha256: string;
  readonly key: KeyInstallation;
}

/** @param from  an http(s) address or a folder. */
export function keySourceOf(from: string, waiting: WaitingOptions = {}): KeySource {
  const isAddress = /^https?:\/\//i.test(from) && URL.canParse(from);
  return isAddress ? webSource(from, undefined, waiting) : folderSource(from);
}

/** @throws KeyNotInManifestError, SetupScriptError, and what `installKey` throws. */
export async function setUpKeys(
  size: PageSize,
  manifest: KeysManifest,
  source: KeySource,
  say: (text: string) => void,
): Promise<SetUpKey> {
  const entry = keyEntryOf(manifest, size);
  say("compiling the circuit if needed");
  await runSetupScript("compile-page.ts", [size]);
  const key = await installKey(entry, source, circuitFiles(size), everyTenth(say));
  return {
    size,
    id: keySidecarOf(entry).id,
    kind: entry.kind,
    insecure: entry.insecure,
    contributions: entry.contributions.length,
    verificationKeySha256: entry.verificationKey.sha256,
    key,
  };
}

/** One line for each tenth: without a terminal every line stays in the output. */
function everyTenth(say: (text: string) => void): (receivedBytes: number, totalBytes: number) => void {
  let last = -1;
  return (receivedBytes, totalBytes) => {
    const tenth = Math.floor((10 * receivedBytes) / totalBytes);
    if (tenth === last) return;
    last = tenth;
    say(`${10 * tenth}% of ${Math.ceil(totalBytes / 2 ** 20)} MiB received`);
  };
}
