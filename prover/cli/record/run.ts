/**
 * `pufeth-por record`: the checks of a network file, with every answer of the node kept.
 * @module
 */
import { type RpcExchange, recordingFetch } from "../../chain/client/recorded-rpc.ts";
import { examineNetwork } from "../../doctor/network/examine-network.ts";
import { writeRecording } from "../../doctor/network/recording.ts";
import { loadNetwork } from "../../puffer/load-network.ts";
import { namedFile } from "../../rename-into.ts";
import { formatFindings } from "../doctor/print.ts";
import { log } from "../log/log.ts";
import { chainClientOf } from "../options/chain-client-of.ts";
import type { RpcOptions } from "../options/chain-options.ts";
import { createProgress } from "../output/progress.ts";
import type { Terminal } from "../output/terminal.ts";

export interface RecordOptions extends RpcOptions {
  readonly network: string;
  readonly rpc: string;
  readonly out: string;
  readonly json?: boolean;
}

export async function runRecord(options: RecordOptions, terminal: Terminal): Promise<void> {
  const { out, json = false } = options;
  const file = await loadNetwork(options.network);
  const place = await namedFile(out);
  const exchanges: RpcExchange[] = [];
  const chain = chainClientOf(options, recordingFetch(exchanges));
  const progress = createProgress({ silent: json });
  const found = await progress.stage("Check and record", () => examineNetwork(chain, file));
  const findings = log().redactDeep(found);
  await writeRecording(place, file, log().redactDeep(exchanges));
  if (json) {
    terminal.out(JSON.stringify({ recording: out, exchanges: exchanges.length, findings }, null, 2));
    return;
  }
  terminal.out(formatFindings(findings));
  terminal.out(`Written to ${out}: ${exchanges.length} answers`);
}
