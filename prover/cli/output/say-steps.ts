/**
 * The steps of the use cases that send transactions, in words.
 * @module
 */
import type { ChainStep, OnStep } from "../../spurt/chain-steps.ts";
import { formatWeiAsEth } from "../../units.ts";
import type { Terminal } from "./terminal.ts";

/** @returns hears the steps of a use case. */
export function sayStep(say: (text: string) => void): (step: ChainStep) => void {
  return (step) => say(formatStep(step));
}

/** The same; that a report is replaced is said on stderr, whatever else is shown. */
export function sayImproving(terminal: Pick<Terminal, "err">, hear: OnStep): OnStep {
  return (step) => {
    if (step.kind === "improving") terminal.err(`note: ${formatImproving(step)}`);
    hear(step);
  };
}

/** Said also where steps are not shown: a report of somebody else is replaced. */
export function formatImproving({ spurt, reportedWei, provedWei }: ImprovingStep): string {
  const [reported, proved] = [formatWeiAsEth(reportedWei), formatWeiAsEth(provedWei)];
  return `the report of spurt ${spurt} counts ${reported} ETH and this bundle proves ${proved}: replacing it`;
}

type ImprovingStep = Extract<ChainStep, { kind: "improving" }>;

function formatStep(step: ChainStep): string {
  switch (step.kind) {
    case "simulating":
      return `simulating ${step.call}`;
    case "sending":
      return `sending ${step.call}`;
    case "sent":
      return `waiting for ${step.transactionHash}`;
    case "comparing":
      return "comparing it with the oracle";
    case "finding-block":
      return `finding the last block of spurt ${step.spurt}`;
    case "proving-from-newer": {
      const reason = step.isLate
        ? "the payload of the first block after the spurt is missing, so EIP-4788 never gets its last block"
        : "EIP-4788 no longer has the block";
      return `${reason}: proving it from a newer state`;
    }
    case "pages":
      return `pages ${step.first} to ${step.last} of ${step.total}: ${formatStep(step.step)}`;
    case "pages-accepted-meanwhile":
      return "other pages were accepted in between: continuing after them";
    case "parts":
      return `sources and deposits ${step.first} to ${step.last} of ${step.total}: ${formatStep(step.step)}`;
    case "members":
      return `consolidated validators ${step.first} to ${step.last} of ${step.total}: ${formatStep(step.step)}`;
    case "pairs":
      return `pairs ${step.first} to ${step.last} of ${step.total}: ${formatStep(step.step)}`;
    case "searching-consolidations":
      return "looking for consolidations in the beacon state";
    case "recording":
      return `${step.consolidations} consolidations that wait: ${formatStep(step.step)}`;
    case "completing":
      return `${step.consolidations} consolidations that were carried out: ${formatStep(step.step)}`;
    case "finalized-meanwhile":
      return "somebody else made the report in between: comparing it";
    case "improving":
      return formatImproving(step);
    case "reading-registry":
      return "reading the registry";
    case "searching-validators":
      return `searching for ${step.provisions} provisions in the beacon state`;
    case "other-block-used":
      return `EIP-4788 does not have the block of slot ${step.slot}: using ${step.used} beside it`;
    case "registering":
      return `${step.validators} validators: ${formatStep(step.step)}`;
  }
}
