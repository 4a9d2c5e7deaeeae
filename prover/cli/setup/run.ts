/**
 * `pufeth-por setup`: fetches keys by a manifest, or makes development keys.
 * @module
 */

import { loadKeys } from "../../keys/load-keys.ts";
import { KEYS_MANIFEST_FILE, readKeysManifest } from "../../keys/manifest-file.ts";
import { runSetupScript } from "../../keys/run-setup-script.ts";
import { keySourceOf, type SetUpKey, setUpKeys } from "../../keys/set-up-keys.ts";
import type { PageSize } from "../../plan/page-sizes.ts";
import { UsageError } from "../options/usage-error.ts";
import { createProgress } from "../output/progress.ts";
import type { Terminal } from "../output/terminal.ts";
import { WAITING } from "../waiting.ts";
import { formatKey } from "./print.ts";

export interface SetupCommandOptions {
  readonly size?: readonly PageSize[];
  readonly from?: string;
  readonly manifest?: string;
  readonly dev?: boolean;
  readonly json?: boolean;
}

export async function runSetup(options: SetupCommandOptions, terminal: Terminal): Promise<void> {
  const { from, manifest, dev = false, json = false } = options;
  const sizes = [...new Set(options.size ?? (["small"] as const))];
  if (dev) return makeDevelopmentKeys(sizes, json, terminal);
  if (from === undefined) {
    throw new UsageError(
      "Give the source of the keys: --from URL or FOLDER, or --dev to create insecure ones for tests.",
    );
  }
  const progress = createProgress({ silent: json });
  const keysManifest = await readKeysManifest(manifest ?? KEYS_MANIFEST_FILE);
  const source = keySourceOf(from, WAITING);
  const keys: SetUpKey[] = [];
  for (const size of sizes) {
    keys.push(
      await progress.stage(`Keys of the size ${size}`, (say) => setUpKeys(size, keysManifest, source, say)),
    );
  }
  terminal.out(json ? JSON.stringify({ keys }, null, 2) : keys.map(formatKey).join("\n\n"));
}

async function makeDevelopmentKeys(
  sizes: readonly PageSize[],
  json: boolean,
  terminal: Terminal,
): Promise<void> {
  const progress = createProgress({ silent: json });
  await progress.stage("Circuit and development keys", (say) => runSetupScript("setup.ts", sizes, say));
  const keys = [];
  for (const size of sizes) {
    const { id, kind } = await loadKeys(size);
    keys.push({ size, id, kind });
  }
  if (json) {
    terminal.out(JSON.stringify({ keys }, null, 2));
    return;
  }
  for (const { size, id } of keys)
    terminal.out(`${size}: ${id}, INSECURE: for tests and demonstrations only`);
}
