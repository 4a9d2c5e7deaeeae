/**
 * Registered validators for people, and those that cannot be.
 * @module
 */
import type { RegisterResult, ValidatorName } from "../../spurt/register-validators.ts";
import { formatRows } from "../output/format-rows.ts";
import { DRY_RUN_NOTE, transactionRows } from "../output/format-transactions.ts";

export function formatRegister(result: RegisterResult, dryRun: boolean): string {
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
      ? "Nothing to register: nothing was sent."
      : dryRun
        ? DRY_RUN_NOTE
        : "The validators are registered.";
  const warnings = wrongCredentials.map(
    (validator) =>
      `WRONG CREDENTIALS: ${nameOf(validator)} withdraws to ${validator.withdrawalCredentials}, which is not a pod.`,
  );
  return [title, ...formatRows(rows), ...warnings].join("\n");
}

function nameOf({ provision, pubkeyRoot, validatorIndex }: ValidatorName): string {
  return `provision ${provision} (validator ${validatorIndex}, public key root ${pubkeyRoot})`;
}
