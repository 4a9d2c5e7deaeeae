/**
 * `pufeth-por finalize DIR`: writes the report of a spurt whose pages are all proved.
 * @module
 */
import { loadAccount } from "../chain/client/load-account.ts";
import { finalizeSpurt } from "../spurt/finalize-spurt.ts";
import type { SendingOptions } from "./chain-options.ts";
import { formatReportResult } from "./format-report-result.ts";
import { parseAddress } from "./parse-address.ts";
import { createProgress } from "./progress.ts";
import { readVerifiedBundle } from "./read-verified-bundle.ts";
import type { Terminal } from "./terminal.ts";
import { readTrustedKeys, type TrustOptions } from "./trusted-keys.ts";

export interface FinalizeCommandOptions extends SendingOptions, TrustOptions {}

export async function finalizeCommand(
  folder: string,
  options: FinalizeCommandOptions,
  terminal: Terminal,
): Promise<void> {
  const { rpc, oracle, keyFile, dryRun = false, json = false } = options;
  const oracleAddress = parseAddress("--oracle", oracle);
  const progress = createProgress({ silent: json });
  const account = await loadAccount(keyFile);
  const bundle = await readVerifiedBundle(folder, await readTrustedKeys(options), progress);
  const result = await progress.stage("Finalize", (say) =>
    finalizeSpurt(bundle, {
      rpcUrl: rpc,
      oracle: oracleAddress,
      account,
      dryRun,
      onStep: say,
    }),
  );
  terminal.out(json ? JSON.stringify({ dryRun, ...result }, null, 2) : formatReportResult(result));
}
