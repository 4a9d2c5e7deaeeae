/**
 * `pufeth-por report DIR`: verifies a bundle and writes what it shows as HTML and as Markdown.
 * @module
 */
import { reportFiles } from "../../report/report-files.ts";
import { writeReport } from "../../report/write-report.ts";
import { readTrustedKeys } from "../options/read-trusted-keys.ts";
import { readVerifiedBundle } from "../options/read-verified-bundle.ts";
import type { TrustOptions } from "../options/trust-options.ts";
import { createProgress } from "../output/progress.ts";
import type { Terminal } from "../output/terminal.ts";

export interface ReportCommandOptions extends TrustOptions {
  readonly out: string;
  readonly json?: boolean;
}

export async function runReport(
  folder: string,
  options: ReportCommandOptions,
  terminal: Terminal,
): Promise<void> {
  const { out, json = false } = options;
  const progress = createProgress({ silent: json });
  const bundle = await readVerifiedBundle(folder, await readTrustedKeys(options), progress);
  const files = await progress.stage("Write the report", () => writeReport(out, reportFiles(bundle)));
  if (json) terminal.out(JSON.stringify({ valid: true, files }, null, 2));
  else terminal.out(files.map((file) => `Written: ${file}`).join("\n"));
}
