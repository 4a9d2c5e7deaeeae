/**
 * `pufeth-por finalize DIR`: writes the report of a spurt whose pages are all proved.
 * @module
 */
import { readBundle } from "../bundle/read-bundle.ts";
import { loadAccount } from "../chain/client/load-account.ts";
import { finalizeSpurt } from "../spurt/finalize-spurt.ts";
import { chainClientOf } from "./chain-client-of.ts";
import type { SendingOptions } from "./chain-options.ts";
import { formatReportResult } from "./format-report-result.ts";
import { parseAddress } from "./parse-address.ts";
import { createProgress } from "./progress.ts";
import type { Terminal } from "./terminal.ts";
import { readTrustedKeys, type TrustOptions } from "./trusted-keys.ts";

export interface FinalizeCommandOptions extends SendingOptions, TrustOptions {}

export async function finalizeCommand(
  folder: string,
  options: FinalizeCommandOptions,
  terminal: Terminal,
): Promise<void> {
  const { oracle, keyFile, dryRun = false, json = false } = options;
  const oracleAddress = parseAddress("--oracle", oracle);
  const progress = createProgress({ silent: json });
  const account = await loadAccount(keyFile);
  const trusted = await readTrustedKeys(options);
  const bundle = await progress.stage("Read the bundle", () => readBundle(folder));
  const result = await progress.stage("Finalize", (say) =>
    finalizeSpurt(bundle, {
      chain: chainClientOf(options),
      oracle: oracleAddress,
      account,
      ...trusted,
      dryRun,
      onStep: say,
    }),
  );
  terminal.out(json ? JSON.stringify({ dryRun, ...result }, null, 2) : formatReportResult(result));
}
