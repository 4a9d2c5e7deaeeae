/**
 * `pufeth-por report DIR`: verifies a bundle and writes what it shows as HTML and as Markdown.
 * @module
 */
import { readBundle } from "../../bundle/read-bundle.ts";
import { verifyBundle } from "../../bundle/verify-bundle.ts";
import { bundleFacts } from "../../report/bundle-facts.ts";
import { renderHtml } from "../../report/render-html.ts";
import { renderMarkdown } from "../../report/render-markdown.ts";
import { writeReport } from "../../report/write-report.ts";
import { readTrustedKeys } from "../options/read-trusted-keys.ts";
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
  const trusted = await readTrustedKeys(options);
  const bundle = await progress.stage("Read the bundle", () => readBundle(folder));
  await progress.stage("Verify", (say) =>
    verifyBundle(bundle, {
      ...trusted,
      onProgress: (done, total) => say(`proof ${done} of ${total} holds`),
    }),
  );
  const facts = bundleFacts(bundle);
  const files = await progress.stage("Write the report", () =>
    writeReport(out, { "report.html": renderHtml(facts), "report.md": renderMarkdown(facts) }),
  );
  if (json) terminal.out(JSON.stringify({ valid: true, files }, null, 2));
  else terminal.out(files.map((file) => `Written: ${file}`).join("\n"));
}
