/**
 * `pufeth-por finalize DIR`: writes the report of a spurt whose pages are all proved.
 * @module
 */
import { loadAccount } from "../../chain/client/load-account.ts";
import { finalizeSpurt } from "../../spurt/finalize-spurt.ts";
import { finalizeOpinion } from "../../spurt/opinion/finalize-opinion.ts";
import { chainClientOf } from "../options/chain-client-of.ts";
import type { SendingOptions } from "../options/chain-options.ts";
import { parseAddress } from "../options/parse-address.ts";
import { readTrustedKeys } from "../options/read-trusted-keys.ts";
import { readSubmittableBundle } from "../options/read-verified-bundle.ts";
import type { TrustOptions } from "../options/trust-options.ts";
import { formatOpinionResult } from "../output/format-opinion.ts";
import { formatReportResult } from "../output/format-report-result.ts";
import { createProgress } from "../output/progress.ts";
import { resultText } from "../output/result-text.ts";
import { sayImproving, sayStep } from "../output/say-steps.ts";
import type { Terminal } from "../output/terminal.ts";

export interface FinalizeCommandOptions extends SendingOptions, TrustOptions {
  readonly partsPerTransaction?: number;
  readonly developmentChain?: number;
}

export async function runFinalize(
  folder: string,
  options: FinalizeCommandOptions,
  terminal: Terminal,
  environment: NodeJS.ProcessEnv,
): Promise<void> {
  const { oracle, keyFile, partsPerTransaction, developmentChain, dryRun = false, json = false } = options;
  const oracleAddress = parseAddress("--oracle", oracle);
  const progress = createProgress({ silent: json });
  const account = await loadAccount(keyFile, environment);
  const bundle = await readSubmittableBundle(folder, await readTrustedKeys(options), progress);
  const text = await progress.stage("Finalize", async (say) => {
    const common = {
      chain: chainClientOf(options),
      oracle: oracleAddress,
      account,
      partsPerTransaction,
      developmentChain,
      dryRun,
      onStep: sayImproving(terminal, sayStep(say)),
    };
    if (bundle.deployment === undefined) {
      return resultText(await finalizeSpurt(bundle, common), formatReportResult, { json, dryRun });
    }
    const onNotice = (notice: string) => terminal.err(`note: ${notice}`);
    return resultText(await finalizeOpinion(bundle, { ...common, onNotice }), formatOpinionResult, {
      json,
      dryRun,
    });
  });
  terminal.out(text);
}
