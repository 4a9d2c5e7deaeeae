/**
 * `pufeth-por doctor`: a table of checks with their results and next steps.
 * @module
 */

import { replayingClient } from "../../chain/client/recorded-rpc.ts";
import { NotReadyError } from "../../doctor/errors.ts";
import { examine } from "../../doctor/examine.ts";
import type { Finding } from "../../doctor/finding.ts";
import { examineNetwork } from "../../doctor/network/examine-network.ts";
import { readRecording } from "../../doctor/network/recording.ts";
import type { PageSize } from "../../plan/page-sizes.ts";
import { loadNetwork } from "../../puffer/load-network.ts";
import { log } from "../log/log.ts";
import { chainClientOf } from "../options/chain-client-of.ts";
import type { RpcOptions } from "../options/chain-options.ts";
import { headersOf } from "../options/header-options.ts";
import { parseAddress } from "../options/parse-address.ts";
import type { ProvingOptions } from "../options/proving-options.ts";
import { readTrustedKeys } from "../options/read-trusted-keys.ts";
import { UsageError } from "../options/usage-error.ts";
import { createProgress, type Progress } from "../output/progress.ts";
import type { Terminal } from "../output/terminal.ts";
import { WAITING } from "../waiting.ts";
import { formatFindings } from "./print.ts";

export interface DoctorCommandOptions extends Omit<ProvingOptions, "threads">, RpcOptions {
  readonly size: PageSize;
  readonly manifest?: string;
  readonly out: string;
  readonly beacon?: readonly string[];
  readonly beaconHeader?: readonly string[];
  readonly oracle?: string;
  readonly queue?: string;
  readonly network?: string;
  readonly recorded?: string;
  readonly json?: boolean;
}

/** @throws NotReadyError where a check failed. */
export async function runDoctor(options: DoctorCommandOptions, terminal: Terminal): Promise<void> {
  const { rpc, oracle, network, recorded, json = false } = options;
  for (const [name, value] of Object.entries({ oracle, network })) {
    if (value !== undefined && rpc === undefined) throw new UsageError(`--${name} needs --rpc.`);
  }
  const progress = createProgress({ silent: json });
  const found =
    recorded === undefined ? await examineAll(options, progress) : await examineRecording(recorded, progress);
  // A node may repeat what it was asked with.
  const findings = log().redactDeep(found);
  const failed = findings.some(({ level }) => level === "fail");
  if (!json) terminal.out(formatFindings(findings));
  if (failed) throw new NotReadyError(findings);
  if (json) terminal.out(JSON.stringify({ ready: true, findings }, null, 2));
}

async function examineAll(options: DoctorCommandOptions, progress: Progress): Promise<Finding[]> {
  const { size, out, beacon = [], rpc, rpcHeader, rpcTimeout, oracle, network } = options;
  const oracleAddress = oracle === undefined ? undefined : parseAddress("--oracle", oracle);
  const { keysManifest } = await readTrustedKeys({ manifest: options.manifest });
  const file = network === undefined ? undefined : await loadNetwork(network);
  const chain = rpc === undefined ? undefined : chainClientOf({ rpc, rpcHeader, rpcTimeout });
  const findings = await progress.stage("Run the checks", () =>
    examine({
      size,
      manifest: keysManifest,
      proving: options,
      out,
      beaconUrls: beacon,
      beaconHeaders: headersOf("beacon", options.beaconHeader),
      waiting: WAITING,
      chain,
      oracle: oracleAddress,
      queue: options.queue,
      clockUrls: [...beacon, ...(rpc === undefined ? [] : [rpc])],
    }),
  );
  if (file === undefined || chain === undefined) return findings;
  const ofNetwork = await progress.stage("Check the network file", () => examineNetwork(chain, file));
  return [...findings, ...ofNetwork];
}

async function examineRecording(path: string, progress: Progress): Promise<Finding[]> {
  const { network, exchanges } = await readRecording(path);
  return progress.stage("Check the network file", () => examineNetwork(replayingClient(exchanges), network));
}
