/**
 * `pufeth-por status`: what is open, what is missing, which rate is in effect.
 * @module
 */

import { readStatus } from "../../chain/views/read-status.ts";
import type { ChainOptions } from "../options/chain-options.ts";
import type { SpurtChoice } from "../options/option-values.ts";
import { parseAddress } from "../options/parse-address.ts";
import { createProgress } from "../output/progress.ts";
import type { Terminal } from "../output/terminal.ts";
import { formatStatus } from "./print.ts";

export interface StatusCommandOptions extends ChainOptions {
  readonly spurt?: SpurtChoice;
}

export async function runStatus(
  { rpc, oracle, spurt, json = false }: StatusCommandOptions,
  terminal: Terminal,
): Promise<void> {
  const oracleAddress = parseAddress("--oracle", oracle);
  const progress = createProgress({ silent: json });
  const status = await progress.stage("Ask the contracts", () =>
    readStatus({ rpcUrl: rpc, oracle: oracleAddress, spurt }),
  );
  terminal.out(json ? JSON.stringify(status, null, 2) : formatStatus(status));
}
