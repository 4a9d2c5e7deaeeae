/**
 * `pufeth-por register`: shows the registry which provisioned validators exist.
 * @module
 */

import { loadAccount } from "../../chain/client/load-account.ts";
import { registerValidators } from "../../spurt/register-validators.ts";
import { beaconAccessOf } from "../options/beacon-access.ts";
import type { RawBeaconOptions } from "../options/beacon-options.ts";
import { chainClientOf } from "../options/chain-client-of.ts";
import type { SendingOptions } from "../options/chain-options.ts";
import type { SlotChoice } from "../options/option-values.ts";
import { parseAddress } from "../options/parse-address.ts";
import { createProgress } from "../output/progress.ts";
import { sayStep } from "../output/say-steps.ts";
import { sayDownload } from "../output/show-stages.ts";
import type { Terminal } from "../output/terminal.ts";
import { formatRegister } from "./print.ts";

export interface RegisterCommandOptions extends SendingOptions, RawBeaconOptions {
  readonly slot: SlotChoice;
  readonly validatorsPerTransaction: number;
}

export async function runRegister(
  options: RegisterCommandOptions,
  terminal: Terminal,
  environment: NodeJS.ProcessEnv,
): Promise<void> {
  const { slot, validatorsPerTransaction, keyFile, dryRun = false, json = false } = options;
  const oracle = parseAddress("--oracle", options.oracle);
  const progress = createProgress({ silent: json });
  const account = await loadAccount(keyFile, environment);
  const result = await progress.stage("Register validators", (say) =>
    registerValidators({
      chain: chainClientOf(options),
      beacon: { ...beaconAccessOf(options, environment), ...sayDownload(say) },
      oracle,
      slot,
      validatorsPerTransaction,
      account,
      dryRun,
      onStep: sayStep(say),
    }),
  );
  terminal.out(json ? JSON.stringify({ dryRun, ...result }, null, 2) : formatRegister(result, dryRun));
}
