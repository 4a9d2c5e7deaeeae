/**
 * `pufeth-por finalize DIR`: writes the report of a spurt whose pages are all proved.
 * @module
 */
import { readBundle } from "../bundle/read-bundle.ts";
import { readVerificationKey } from "../bundle/read-verification-key.ts";
import { finalizeSpurt } from "../submit/finalize-spurt.ts";
import { loadAccount } from "../submit/load-account.ts";
import type { SendingOptions } from "./chain-options.ts";
import { formatReportResult } from "./format-report-result.ts";
import { parseAddress } from "./parse-address.ts";
import { createProgress } from "./progress.ts";
import type { Terminal } from "./terminal.ts";

export interface FinalizeCommandOptions extends SendingOptions {
  readonly key?: string;
}

export async function finalizeCommand(
  folder: string,
  { rpc, oracle, key, keyFile, dryRun = false, json = false }: FinalizeCommandOptions,
  terminal: Terminal,
): Promise<void> {
  const oracleAddress = parseAddress("--oracle", oracle);
  const progress = createProgress({ silent: json });
  const account = await loadAccount(keyFile);
  const trustedVerificationKey = key === undefined ? undefined : await readVerificationKey(key);
  const bundle = await progress.stage("Read the bundle", () => readBundle(folder));
  const result = await progress.stage("Finalize", (say) =>
    finalizeSpurt(bundle, {
      ...{ rpcUrl: rpc, oracle: oracleAddress, account, trustedVerificationKey },
      ...{ dryRun, onStep: say },
    }),
  );
  terminal.out(json ? JSON.stringify({ dryRun, ...result }, null, 2) : formatReportResult(result));
}
