/**
 * `pufeth-por ceremony export DIR`: the keys of a finalised ceremony, after verifying it.
 * @module
 */
import { join } from "node:path";
import { exportKeys } from "../../ceremony/export-keys.ts";
import { formatRows } from "../output/format-rows.ts";
import { createProgress } from "../output/progress.ts";
import type { Terminal } from "../output/terminal.ts";
import { formatCeremony } from "./print.ts";
import { r1csOfCeremony } from "./r1cs-of-ceremony.ts";

export interface CeremonyExportOptions {
  readonly ptau: string;
  readonly r1cs?: string;
  readonly out: string;
  readonly json?: boolean;
}

export async function runCeremonyExport(
  folder: string,
  { ptau, r1cs, out, json = false }: CeremonyExportOptions,
  terminal: Terminal,
): Promise<void> {
  const circuit = await r1csOfCeremony(folder, r1cs);
  const progress = createProgress({ silent: json });
  const { entry, ...exported } = await progress.stage("Verify the ceremony and export its keys", (say) =>
    exportKeys({ folder, r1cs: circuit, ptau, out, say }),
  );
  const { report, sidecar } = exported;
  if (json) {
    terminal.out(JSON.stringify({ ...sidecar, folder: exported.folder, manifestEntry: entry }, null, 2));
    return;
  }
  terminal.out(formatCeremony(report));
  for (const row of formatRows([
    ["keys", exported.folder],
    ["manifest", entry === null ? "none: this is not a page circuit" : join(out, "manifest.json")],
    ["key", sidecar.id],
    ["verification key", sidecar.verificationKeySha256],
    ["proving key", sidecar.zkeySha256],
  ])) {
    terminal.out(row);
  }
}
