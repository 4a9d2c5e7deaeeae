/**
 * `pufeth-por consolidations`: shows the chain the consolidations of registered validators.
 * @module
 */
import { loadAccount } from "../../chain/client/load-account.ts";
import { followConsolidations } from "../../spurt/follow-consolidations.ts";
import { beaconAccessOf } from "../options/beacon-access.ts";
import type { RawBeaconOptions } from "../options/beacon-options.ts";
import { chainClientOf } from "../options/chain-client-of.ts";
import type { SendingOptions } from "../options/chain-options.ts";
import type { SlotChoice } from "../options/option-values.ts";
import { parseAddress } from "../options/parse-address.ts";
import { createProgress } from "../output/progress.ts";
import { resultText } from "../output/result-text.ts";
import { sayStep } from "../output/say-steps.ts";
import { sayDownload } from "../output/show-stages.ts";
import type { Terminal } from "../output/terminal.ts";
import { formatConsolidations } from "./print.ts";

export interface ConsolidationsCommandOptions extends SendingOptions, RawBeaconOptions {
  readonly slot: SlotChoice;
  readonly consolidationsPerTransaction: number;
}

export async function runConsolidations(
  options: ConsolidationsCommandOptions,
  terminal: Terminal,
  environment: NodeJS.ProcessEnv,
): Promise<void> {
  const { slot, consolidationsPerTransaction, keyFile, dryRun = false, json = false } = options;
  const oracle = parseAddress("--oracle", options.oracle);
  const progress = createProgress({ silent: json });
  const account = await loadAccount(keyFile, environment);
  const result = await progress.stage("Follow consolidations", (say) =>
    followConsolidations({
      chain: chainClientOf(options),
      beacon: { ...beaconAccessOf(options, environment), ...sayDownload(say) },
      oracle,
      slot,
      consolidationsPerTransaction,
      account,
      dryRun,
      onStep: sayStep(say),
    }),
  );
  terminal.out(resultText(result, formatConsolidations, { json, dryRun }));
}
