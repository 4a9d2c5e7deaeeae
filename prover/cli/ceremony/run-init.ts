/**
 * `pufeth-por ceremony init`: the key before anybody contributed.
 * @module
 */
import { initCeremony } from "../../ceremony/init-ceremony.ts";
import { circuitFiles } from "../../keys/circuit-files.ts";
import type { PageSize } from "../../plan/page-sizes.ts";
import { UsageError } from "../options/usage-error.ts";
import { formatRows } from "../output/format-rows.ts";
import { createProgress } from "../output/progress.ts";
import type { Terminal } from "../output/terminal.ts";

export interface CeremonyInitOptions {
  readonly ptau: string;
  readonly size?: PageSize;
  readonly r1cs?: string;
  readonly out: string;
  readonly allowUnknownPtau?: boolean;
  readonly json?: boolean;
}

export async function runCeremonyInit(options: CeremonyInitOptions, terminal: Terminal): Promise<void> {
  const { ptau, size, out, json = false } = options;
  const r1cs = options.r1cs ?? (size === undefined ? undefined : circuitFiles(size).r1cs);
  if (r1cs === undefined) throw new UsageError("Give the circuit with --size or --r1cs.");
  const progress = createProgress({ silent: json });
  const allowUnknownPtau = options.allowUnknownPtau ?? false;
  const transcript = await progress.stage("Make the starting key", () =>
    initCeremony({ folder: out, r1cs, size: size ?? null, ptau, allowUnknownPtau }),
  );
  if (json) {
    terminal.out(JSON.stringify(transcript, null, 2));
    return;
  }
  const { circuit, startSha256, ptau: powers } = transcript;
  terminal.out(`The ceremony in ${out} is open for contributions.`);
  for (const row of formatRows([
    ["circuit", `${circuit.name}, ${circuit.constraints} constraints`],
    ["source hash", circuit.sourceHash],
    ["r1cs", circuit.r1csSha256],
    ["powers of tau", `${powers.name}, 2^${powers.power}`],
    ["starting key", startSha256],
  ])) {
    terminal.out(row);
  }
  if (!powers.known) {
    terminal.out(
      "INSECURE: these powers of tau are not a published file. Every key of this ceremony is marked.",
    );
  }
}
