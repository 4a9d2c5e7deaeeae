/**
 * Validators that need attention, for people.
 * @module
 */
import type { EjectResult } from "../../eject/eject-validators.ts";
import type { ExitCall, PodExits } from "../../eject/exit-requests.ts";
import type { Ejection } from "../../eject/find-ejections.ts";
import { formatWeiAsEth, WEI_PER_GWEI } from "../../units.ts";
import { formatRows } from "../output/format-rows.ts";
import { formatTable } from "../output/format-table.ts";

const COLUMNS = ["validator", "status", "balance", "principal", "reasons", "next step"];

export function formatEjections(result: EjectResult): string {
  const { blockRoot, header, epoch, validators, notExisting, withdrawn, found, exits } = result;
  const head: [string, string][] = [
    ["block root", blockRoot],
    ["slot", `${header.slot}, epoch ${epoch}`],
    ["validators", String(validators)],
  ];
  if (notExisting.length > 0) head.push(["not existing yet", String(notExisting.length)]);
  if (withdrawn > 0) head.push(["withdrawn", String(withdrawn)]);
  const list =
    found.length === 0
      ? ["No validator needs attention."]
      : formatTable([COLUMNS, ...found.map((ejection) => rowOf(ejection))]);
  return [...formatRows(head), "", ...list, ...(exits ?? []).flatMap(formatPod)].join("\n");
}

function rowOf(ejection: Ejection): string[] {
  const { validator, principalGwei, status, reasons } = ejection;
  return [
    String(validator.index),
    status,
    eth(validator.balanceGwei),
    eth(principalGwei),
    reasons.join(", "),
    stepText(ejection),
  ];
}

function stepText({ step, fromEpoch, status }: Ejection): string {
  switch (step) {
    case "exit":
      return "request its exit";
    case "exit-later":
      return `request its exit from epoch ${fromEpoch}`;
    case "operator":
      return "its operator signs an exit: the credentials name no account";
    case "wait":
      if (status === "pending")
        return fromEpoch === null ? "waits for its activation" : `active from epoch ${fromEpoch}`;
      return `paid out by a sweep from epoch ${fromEpoch}`;
  }
}

function formatPod({ pod, owner, pubkeys, feeWei, calls }: PodExits): string[] {
  const by = owner === null ? "the pod itself" : `its owner ${owner}`;
  return [
    "",
    `Exits of ${pod}: ${pubkeys.length}, requested by ${by}, ${feeWei} wei each`,
    ...calls.flatMap((call) => formatRows(callRows(call)).map((line) => `  ${line}`)),
  ];
}

function callRows({ from, to, data, valueWei, simulation }: ExitCall): [string, string][] {
  const simulated = "gas" in simulation ? `succeeds, ${simulation.gas} gas` : `fails: ${simulation.failure}`;
  return [
    ["from", from],
    ["to", to],
    ["value", `${valueWei} wei`],
    ["data", data],
    ["simulated", simulated],
  ];
}

function eth(gwei: bigint): string {
  return formatWeiAsEth(gwei * WEI_PER_GWEI);
}
