/**
 * `pufeth-por submit DIR`: verifies a bundle and sends its pages, or with `--whole` everything at once.
 * @module
 */
import { loadAccount } from "../../chain/client/load-account.ts";
import { reportWhole } from "../../spurt/report-whole.ts";
import { submitPages } from "../../spurt/submit-pages.ts";
import { chainClientOf } from "../options/chain-client-of.ts";
import type { SendingOptions } from "../options/chain-options.ts";
import { parseAddress } from "../options/parse-address.ts";
import { readTrustedKeys } from "../options/read-trusted-keys.ts";
import { readSubmittableBundle } from "../options/read-verified-bundle.ts";
import type { TrustOptions } from "../options/trust-options.ts";
import { UsageError } from "../options/usage-error.ts";
import { formatReportResult } from "../output/format-report-result.ts";
import { createProgress } from "../output/progress.ts";
import { resultText } from "../output/result-text.ts";
import { sayImproving, sayStep } from "../output/say-steps.ts";
import type { Terminal } from "../output/terminal.ts";
import { formatSubmit } from "./print.ts";

export interface SubmitCommandOptions extends SendingOptions, TrustOptions {
  readonly fromPage?: number;
  readonly pagesPerTransaction?: number;
  readonly whole?: boolean;
  readonly developmentChain?: number;
}

export async function runSubmit(
  folder: string,
  options: SubmitCommandOptions,
  terminal: Terminal,
  environment: NodeJS.ProcessEnv,
): Promise<void> {
  const { keyFile, fromPage, pagesPerTransaction, developmentChain, dryRun = false, json = false } = options;
  const oracle = parseAddress("--oracle", options.oracle);
  const progress = createProgress({ silent: json });
  const account = await loadAccount(keyFile, environment);
  const bundle = await readSubmittableBundle(folder, await readTrustedKeys(options), progress);
  const common = { chain: chainClientOf(options), oracle, account, dryRun, developmentChain };
  if (options.whole) {
    if (bundle.deployment !== undefined) {
      throw new UsageError(
        "--whole is for an oracle: a second opinion takes pages and everything else apart.",
      );
    }
    const result = await progress.stage("Report", (say) =>
      reportWhole(bundle, { ...common, onStep: sayImproving(terminal, sayStep(say)) }),
    );
    terminal.out(resultText(result, formatReportResult, { json, dryRun }));
    return;
  }
  const result = await progress.stage("Submit the pages", (say) =>
    submitPages(bundle, { ...common, fromPage, pagesPerTransaction, onStep: sayStep(say) }),
  );
  terminal.out(resultText(result, formatSubmit, { json, dryRun }));
}
