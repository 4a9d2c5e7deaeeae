/**
 * `pufeth-por ceremony verify DIR`: the whole chain, every contribution printed, by anyone.
 * @module
 */
import { CeremonyInvalidError } from "../../ceremony/errors.ts";
import { verifyCeremony } from "../../ceremony/verify-ceremony.ts";
import { createProgress } from "../output/progress.ts";
import type { Terminal } from "../output/terminal.ts";
import { formatCeremony } from "./print.ts";
import { r1csOfCeremony } from "./r1cs-of-ceremony.ts";

export interface CeremonyVerifyOptions {
  readonly ptau: string;
  readonly r1cs?: string;
  readonly json?: boolean;
}

export async function runCeremonyVerify(
  folder: string,
  { ptau, r1cs, json = false }: CeremonyVerifyOptions,
  terminal: Terminal,
): Promise<void> {
  const circuit = await r1csOfCeremony(folder, r1cs);
  const progress = createProgress({ silent: json });
  const report = await progress.stage("Verify the ceremony", (say) =>
    verifyCeremony({ folder, r1cs: circuit, ptau, say }),
  );
  // A failure prints the report as fields of its JSON object.
  if (json && report.valid) terminal.out(JSON.stringify(report, null, 2));
  if (!json) terminal.out(formatCeremony(report));
  if (!report.valid) throw new CeremonyInvalidError(report);
}
