/**
 * `pufeth-por open`: fixes block and registry of a spurt that has ended.
 * @module
 */

import { loadAccount } from "../../chain/client/load-account.ts";
import { openSpurt } from "../../spurt/open-spurt.ts";
import { beaconAccessOf } from "../options/beacon-access.ts";
import type { RawBeaconOptions } from "../options/beacon-options.ts";
import { chainClientOf } from "../options/chain-client-of.ts";
import type { SendingOptions } from "../options/chain-options.ts";
import type { SpurtChoice } from "../options/option-values.ts";
import { parseAddress } from "../options/parse-address.ts";
import { createProgress } from "../output/progress.ts";
import { resultText } from "../output/result-text.ts";
import { sayStep } from "../output/say-steps.ts";
import { sayDownload } from "../output/show-stages.ts";
import type { Terminal } from "../output/terminal.ts";
import { formatOpen } from "./print.ts";

export interface OpenCommandOptions extends SendingOptions, RawBeaconOptions {
  readonly spurt: SpurtChoice;
}

export async function runOpen(
  options: OpenCommandOptions,
  terminal: Terminal,
  environment: NodeJS.ProcessEnv,
): Promise<void> {
  const { oracle, spurt, keyFile, dryRun = false, json = false } = options;
  const oracleAddress = parseAddress("--oracle", oracle);
  const progress = createProgress({ silent: json });
  const account = await loadAccount(keyFile, environment);
  const result = await progress.stage("Open the spurt", (say) =>
    openSpurt({
      chain: chainClientOf(options),
      beacon: { ...beaconAccessOf(options, environment), ...sayDownload(say) },
      oracle: oracleAddress,
      spurt,
      account,
      dryRun,
      onStep: sayStep(say),
    }),
  );
  terminal.out(resultText(result, formatOpen, { json, dryRun }));
}
