/**
 * `pufeth-por status`: what is open, what is missing, which rate is in effect; of an oracle or a second opinion.
 * @module
 */

import { isOpinion } from "../../chain/views/opinion-contracts.ts";
import { readOpinionStatus } from "../../spurt/opinion/read-opinion-status.ts";
import { readStatus } from "../../spurt/read-status.ts";
import { chainClientOf } from "../options/chain-client-of.ts";
import type { ChainOptions } from "../options/chain-options.ts";
import type { SpurtChoice } from "../options/option-values.ts";
import { parseAddress } from "../options/parse-address.ts";
import { createProgress } from "../output/progress.ts";
import type { Terminal } from "../output/terminal.ts";
import { formatStatus } from "./print.ts";
import { formatOpinionStatus } from "./print-opinion.ts";

export interface StatusCommandOptions extends ChainOptions {
  readonly spurt?: SpurtChoice;
}

export async function runStatus(options: StatusCommandOptions, terminal: Terminal): Promise<void> {
  const { oracle, spurt, json = false } = options;
  const oracleAddress = parseAddress("--oracle", oracle);
  const progress = createProgress({ silent: json });
  const chain = chainClientOf(options);
  const asked = { chain, oracle: oracleAddress, spurt };
  const text = await progress.stage("Ask the contracts", async () => {
    const shownAs = <T>(status: T, format: (status: T) => string) =>
      json ? JSON.stringify(status, null, 2) : format(status);
    return (await isOpinion(chain, oracleAddress))
      ? shownAs(await readOpinionStatus(asked), formatOpinionStatus)
      : shownAs(await readStatus(asked), formatStatus);
  });
  terminal.out(text);
}
