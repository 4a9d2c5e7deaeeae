/**
 * `pufeth-por report DIR`: verifies a bundle and writes what it shows as HTML and as Markdown.
 * @module
 */
import { reportFiles } from "../report/report-files.ts";
import { writeReport } from "../report/write-report.ts";
import { createProgress } from "./progress.ts";
import { readVerifiedBundle } from "./read-verified-bundle.ts";
import type { Terminal } from "./terminal.ts";
import { readTrustedKeys, type TrustOptions } from "./trusted-keys.ts";

export interface ReportCommandOptions extends TrustOptions {
  readonly out: string;
  readonly json?: boolean;
}

export async function reportCommand(
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
