/**
 * Builds the rewards that the options of `rewards build`, `rewards check` and `audit` name: of a spurt of an oracle, or of an
 * interval of a deployed protocol.
 * @module
 */

import type { BundleDeployment } from "../../bundle/deployment-schema.ts";
import { loadNetwork } from "../../puffer/load-network.ts";
import { deploymentRewards } from "../../rewards/deployment-rewards.ts";
import { readEvidence } from "../../rewards/read-evidence.ts";
import type { Rewards } from "../../rewards/rewards-document.ts";
import { spurtRewards } from "../../rewards/spurt-rewards.ts";
import { nodesFileOf } from "../../spurt/discover-deployment.ts";
import { stateFromNodes } from "../../state/state-source.ts";
import { beaconAccessOf } from "../options/beacon-access.ts";
import type { RawBeaconOptions } from "../options/beacon-options.ts";
import { chainClientOf } from "../options/chain-client-of.ts";
import type { RpcOptions } from "../options/chain-options.ts";
import { parseAddress } from "../options/parse-address.ts";
import { UsageError } from "../options/usage-error.ts";
import { createProgress } from "../output/progress.ts";
import { showStages } from "../output/show-stages.ts";
import type { Terminal } from "../output/terminal.ts";
import { type DeclaredFiles, type RawDeclaredOptions, readDeclaredInputs } from "./declared-options.ts";

export interface RebuildOptions extends RpcOptions, RawBeaconOptions, RawDeclaredOptions {
  readonly spurt: bigint;
  readonly oracle?: string;
  readonly network?: string;
  readonly slot?: number;
  readonly evidence?: readonly string[];
  readonly json?: boolean;
}

/**
 * @param target  what is made or checked: trie nodes are kept beside it while they are read.
 * @throws UsageError, and as `spurtRewards` or `deploymentRewards`.
 */
export async function rebuildRewards(
  options: RebuildOptions,
  target: string,
  terminal: Terminal,
  environment: NodeJS.ProcessEnv,
): Promise<Rewards> {
  const { network, oracle, json = false } = options;
  if (network !== undefined) requireOnlyNetwork(options);
  else if (oracle === undefined) {
    throw new UsageError(
      "--oracle is missing, whose spurt it is; or --network, for a protocol that others deployed.",
    );
  } else if (options.operators === undefined) {
    throw new UsageError("--operators is missing: no chain says who operates a validator.");
  }
  const files = await readDeclaredInputs(options);
  const stage = showStages(createProgress({ silent: json }), terminal);
  const { spurt, uri = "" } = options;
  const common = { ...files, spurt, uri, stage };
  return network === undefined
    ? spurtRewards({ ...common, ...ofOracle(options, files, environment) })
    : deploymentRewards({ ...common, ...(await ofNetwork(options, network, target, files, environment)) });
}

function ofOracle(options: RebuildOptions, { declared }: DeclaredFiles, environment: NodeJS.ProcessEnv) {
  const { distributor, fromSlot, oracle } = options;
  return {
    chain: chainClientOf({ ...options, rpc: options.rpc! }),
    states: stateFromNodes(beaconAccessOf(options, environment)),
    oracle: parseAddress("--oracle", oracle!),
    fromSlot,
    declared: { ...declared, operators: declared.operators! },
    distributor: distributor === undefined ? undefined : parseAddress("--distributor", distributor),
  };
}

async function ofNetwork(
  options: RebuildOptions,
  network: string,
  target: string,
  { previous }: DeclaredFiles,
  environment: NodeJS.ProcessEnv,
) {
  const fromSlot = options.fromSlot ?? previous?.document.to.slot;
  if (fromSlot === undefined) {
    throw new UsageError(
      "--from-slot is missing: where the first interval begins; or --previous, of the one before.",
    );
  }
  const evidence: BundleDeployment[] = [];
  for (const path of options.evidence ?? []) evidence.push(await readEvidence(path));
  return {
    protocol: {
      chain: chainClientOf({ ...options, rpc: options.rpc! }),
      network: await loadNetwork(network),
    },
    states: stateFromNodes(beaconAccessOf({ ...options, stateSource: "debug" }, environment)),
    fromSlot,
    slot: options.slot!,
    evidence,
    nodesFile: nodesFileOf(target),
  };
}

function requireOnlyNetwork({ oracle, distributor, slot, stateSource }: RebuildOptions): void {
  if (oracle !== undefined) throw new UsageError("--network and --oracle exclude each other.");
  if (distributor !== undefined) {
    throw new UsageError("--distributor is only for --oracle, whose report carries its liability.");
  }
  if (slot === undefined) throw new UsageError("--network needs --slot, where the interval ends.");
  if (stateSource === "proofs") {
    throw new UsageError(
      "--network needs whole states, to find validators by their keys: --state-source debug.",
    );
  }
}
