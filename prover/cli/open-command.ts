/**
 * `pufeth-por open`: fixes block and registry of a spurt that has ended.
 * @module
 */
import { loadAccount } from "../chain/client/load-account.ts";
import { type OpenResult, openSpurt } from "../spurt/open-spurt.ts";
import { beaconAccessOf, type RawBeaconOptions } from "./beacon-options.ts";
import { chainClientOf } from "./chain-client-of.ts";
import type { SendingOptions, SpurtChoice } from "./chain-options.ts";
import { formatRows } from "./format-rows.ts";
import { DRY_RUN_NOTE, transactionRows } from "./format-transactions.ts";
import { parseAddress } from "./parse-address.ts";
import { createProgress } from "./progress.ts";
import type { Terminal } from "./terminal.ts";

export interface OpenCommandOptions extends SendingOptions, RawBeaconOptions {
  readonly spurt: SpurtChoice;
}

export async function openCommand(options: OpenCommandOptions, terminal: Terminal): Promise<void> {
  const { oracle, spurt, keyFile, dryRun = false, json = false } = options;
  const oracleAddress = parseAddress("--oracle", oracle);
  const progress = createProgress({ silent: json });
  const account = await loadAccount(keyFile);
  const result = await progress.stage("Open the spurt", (say) =>
    openSpurt({
      chain: chainClientOf(options),
      beacon: beaconAccessOf(options, say),
      oracle: oracleAddress,
      spurt,
      account,
      dryRun,
      onStep: say,
    }),
  );
  terminal.out(json ? JSON.stringify({ dryRun, ...result }, null, 2) : formatOpen(result, dryRun));
}

function formatOpen(
  { spurt, alreadyOpen, blockRoot, slot, shownBy, transactions }: OpenResult,
  dryRun: boolean,
): string {
  const title = alreadyOpen
    ? `Spurt ${spurt} is open already: nothing was sent.`
    : dryRun
      ? DRY_RUN_NOTE
      : `Spurt ${spurt} is open.`;
  const rows: [string, string][] = [
    ["block root", blockRoot],
    ["slot", slot],
    ...transactionRows(transactions),
  ];
  const follows =
    dryRun && shownBy === "newer-state"
      ? ["`open` itself follows in a second transaction, which needs the first one on chain."]
      : [];
  return [title, ...formatRows(rows), ...follows].join("\n");
}
