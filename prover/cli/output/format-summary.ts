/**
 * A verified bundle as a short table for people.
 * @module
 */
import type { BundleSummary } from "../../bundle/bundle-summary.ts";
import { formatWeiAsEth, WEI_PER_GWEI } from "../../units.ts";

import { formatDeployment } from "./format-deployment.ts";

/** Indices beyond these are counted, not listed. */
const LISTED_INDICES = 10;

export function formatSummary(summary: BundleSummary): string {
  const eth = (wei: bigint) => `${formatWeiAsEth(wei)} ETH`;
  const rows: [string, string][] = [
    ["block root", summary.blockRoot],
    ["slot", `${summary.slot} (${summary.fork})`],
    ["validators", `${summary.validators}${provedIn(summary)}`],
    ["existing", `${summary.existing}${notExisting(summary.notExisting)}`],
    ["raw balances", eth(BigInt(summary.rawGwei) * WEI_PER_GWEI)],
    ["principal", eth(BigInt(summary.principalGwei) * WEI_PER_GWEI)],
    ...consolidated(summary),
  ];
  if (summary.policy !== null) {
    const { waiting, writtenOff } = summary;
    rows.push(
      ["sources", eth(BigInt(summary.sourcesWei))],
      [
        "deposits",
        `${eth(BigInt(summary.pendingDepositsWei))}, ${waiting} waiting, ${writtenOff} written off`,
      ],
      ...onItsWay(summary),
      ["liabilities", eth(BigInt(summary.liabilitiesWei))],
      ["policy", summary.policy],
    );
  }
  rows.push(["reserves", eth(BigInt(summary.reservesWei))]);
  if (summary.supplyWei !== null)
    rows.push(["supply", `${formatWeiAsEth(BigInt(summary.supplyWei))} pufETH`]);
  if (summary.rate !== null) rows.push(["rate", `${formatWeiAsEth(BigInt(summary.rate))} ETH per pufETH`]);
  rows.push(["registry", summary.registryCommitment], ["keys", summary.keys]);

  const width = Math.max(...rows.map(([name]) => name.length));
  const table = rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`);
  const deployed = summary.deployment === null ? [] : [formatDeployment(summary.deployment)];
  return ["The bundle is valid.", ...table, ...deployed, ...claims(summary), ...warnings(summary)].join("\n");
}

/** EIP-7251. */
function consolidated({ consolidatedGwei }: BundleSummary): [string, string][] {
  if (consolidatedGwei === "0") return [];
  const eth = formatWeiAsEth(BigInt(consolidatedGwei) * WEI_PER_GWEI);
  return [["consolidated", `${eth} ETH of principal that validators hold for others`]];
}

/** From Gloas on. */
function onItsWay({ withdrawalsWei }: BundleSummary): [string, string][] {
  if (withdrawalsWei === null) return [];
  return [
    ["withdrawals", `${formatWeiAsEth(BigInt(withdrawalsWei))} ETH on its way from the consensus layer`],
  ];
}

function provedIn({ validators, startCount, pages }: BundleSummary): string {
  const inPages = ` in ${pages} page${pages === 1 ? "" : "s"}`;
  return startCount === 0 ? inPages : `, the last ${validators - startCount} of them${inPages}`;
}

function notExisting(indices: readonly string[]): string {
  if (indices.length === 0) return "";
  const more = indices.length > LISTED_INDICES ? `, and ${indices.length - LISTED_INDICES} more` : "";
  return ` (not existing yet at this block, counted as 0 ETH: ${indices.slice(0, LISTED_INDICES).join(", ")}${more})`;
}

function claims({ startCount }: BundleSummary): string[] {
  if (startCount === 0) return [];
  const first = startCount === 1 ? "first validator is" : `first ${startCount} validators are`;
  return [
    `The ${first} proved elsewhere, in pages that the oracle has already accepted. Their amounts are`,
    "only claimed here; `pufeth-por finalize` compares all amounts with the oracle's report.",
  ];
}

function warnings({ keys, keyTrusted }: BundleSummary): string[] {
  if (keys === "development") {
    return [
      "INSECURE: proved with development keys. Whoever made them can forge such a bundle. For tests only.",
    ];
  }
  if (!keyTrusted) {
    return ["The key was not compared with a trusted one: use --manifest or --key FILE."];
  }
  return [];
}
