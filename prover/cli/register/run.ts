/**
 * `pufeth-por register`: shows the registry which provisioned validators exist, or which pairs a deployed protocol counts.
 * @module
 */

import { loadAccount } from "../../chain/client/load-account.ts";
import { loadNetwork } from "../../puffer/load-network.ts";
import { registerPairs } from "../../spurt/opinion/register-pairs.ts";
import { registerValidators } from "../../spurt/register-validators.ts";
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
import { formatRegister } from "./print.ts";
import { formatRegisteredPairs } from "./print-pairs.ts";

export interface RegisterCommandOptions extends SendingOptions, RawBeaconOptions {
  readonly slot: SlotChoice;
  readonly validatorsPerTransaction?: number;
  readonly network?: string;
}

/** A registration takes about 150,000 gas. */
const DEFAULT_BATCH = 50;

export async function runRegister(
  options: RegisterCommandOptions,
  terminal: Terminal,
  environment: NodeJS.ProcessEnv,
): Promise<void> {
  const { slot, validatorsPerTransaction, keyFile, dryRun = false, json = false } = options;
  const oracle = parseAddress("--oracle", options.oracle);
  const progress = createProgress({ silent: json });
  const account = await loadAccount(keyFile, environment);
  const network = options.network === undefined ? undefined : await loadNetwork(options.network);
  const text = await progress.stage("Register validators", async (say) => {
    const common = {
      chain: chainClientOf(options),
      beacon: { ...beaconAccessOf(options, environment), ...sayDownload(say) },
      slot,
      account,
      dryRun,
      onStep: sayStep(say),
    };
    if (network === undefined) {
      const task = { ...common, oracle, validatorsPerTransaction: validatorsPerTransaction ?? DEFAULT_BATCH };
      return resultText(await registerValidators(task), formatRegister, { json, dryRun });
    }
    const onNotice = (notice: string) => terminal.err(`note: ${notice}`);
    const task = { ...common, opinion: oracle, network, validatorsPerTransaction, onNotice };
    return resultText(await registerPairs(task), formatRegisteredPairs, { json, dryRun });
  });
  terminal.out(text);
}
