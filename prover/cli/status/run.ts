/**
 * `pufeth-por status`: what is open, what is missing, which rate is in effect.
 * @module
 */

import { readStatus } from "../../spurt/read-status.ts";
import { chainClientOf } from "../options/chain-client-of.ts";
import type { ChainOptions } from "../options/chain-options.ts";
import type { SpurtChoice } from "../options/option-values.ts";
import { parseAddress } from "../options/parse-address.ts";
import { createProgress } from "../output/progress.ts";
import type { Terminal } from "../output/terminal.ts";
import { formatStatus } from "./print.ts";

export interface StatusCommandOptions extends ChainOptions {
  readonly spurt?: SpurtChoice;
}

export async function runStatus(options: StatusCommandOptions, terminal: Terminal): Promise<void> {
  const { oracle, spurt, json = false } = options;
  const oracleAddress = parseAddress("--oracle", oracle);
  const progress = createProgress({ silent: json });
  const status = await progress.stage("Ask the contracts", () =>
    readStatus({ chain: chainClientOf(options), oracle: oracleAddress, spurt }),
  );
  terminal.out(json ? JSON.stringify(status, null, 2) : formatStatus(status));
}
