/**
 * `pufeth-por register`: shows the registry which provisioned validators exist.
 * @module
 */
import { loadAccount } from "../chain/client/load-account.ts";
import { type RegisterResult, registerValidators, type ValidatorName } from "../spurt/register-validators.ts";
import { beaconAccessOf, type RawBeaconOptions } from "./beacon-options.ts";
import { chainClientOf } from "./chain-client-of.ts";
import type { SendingOptions } from "./chain-options.ts";
import { formatRows } from "./format-rows.ts";
import { DRY_RUN_NOTE, transactionRows } from "./format-transactions.ts";
import type { SlotChoice } from "./option-values.ts";
import { parseAddress } from "./parse-address.ts";
import { createProgress } from "./progress.ts";
import type { Terminal } from "./terminal.ts";

export interface RegisterCommandOptions extends SendingOptions, RawBeaconOptions {
  readonly slot: SlotChoice;
  readonly validatorsPerTransaction: number;
}

export async function registerCommand(options: RegisterCommandOptions, terminal: Terminal): Promise<void> {
  const { slot, validatorsPerTransaction, keyFile, dryRun = false, json = false } = options;
  const oracle = parseAddress("--oracle", options.oracle);
  const progress = createProgress({ silent: json });
  const account = await loadAccount(keyFile);
  const result = await progress.stage("Register validators", (say) =>
    registerValidators({
      chain: chainClientOf(options),
      beacon: beaconAccessOf(options, say),
      oracle,
      slot,
      validatorsPerTransaction,
      account,
      dryRun,
      onStep: say,
    }),
  );
  terminal.out(json ? JSON.stringify({ dryRun, ...result }, null, 2) : formatRegister(result, dryRun));
}

function formatRegister(result: RegisterResult, dryRun: boolean): string {
  const { slot, registered, registeredMeanwhile, wrongCredentials, notExisting, transactions } = result;
  if (slot === null) return "Every provision is registered or written off: nothing was sent.";
  const rows: [string, string][] = [
    ["slot", String(slot)],
    [dryRun ? "registrable" : "registered", String(registered.length)],
  ];
  if (registeredMeanwhile.length > 0) rows.push(["by others", String(registeredMeanwhile.length)]);
  if (notExisting.length > 0) rows.push(["not existing", `provisions ${notExisting.join(", ")}`]);
  rows.push(...transactionRows(transactions));
  const title =
    registered.length === 0
      ? "There is nothing to register: nothing was sent."
      : dryRun
        ? DRY_RUN_NOTE
        : "The validators are registered.";
  const warnings = wrongCredentials.map(
    (validator) =>
      `WRONG CREDENTIALS: ${nameOf(validator)} pays out to ${validator.withdrawalCredentials}, which is no pod.`,
  );
  return [title, ...formatRows(rows), ...warnings].join("\n");
}

function nameOf({ provision, pubkeyRoot, validatorIndex }: ValidatorName): string {
  return `provision ${provision} (validator ${validatorIndex}, public key root ${pubkeyRoot})`;
}
