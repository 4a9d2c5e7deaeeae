/**
 * `pufeth-por audit DIR`: every claim of a bundle against the auditor's own nodes.
 * @module
 */
import { auditBundle } from "../../audit/audit-bundle.ts";
import type { AuditedRewards } from "../../audit/claims/rewards-claim.ts";
import { AuditFailedError } from "../../audit/errors.ts";
import type { AuditNodes } from "../../audit/evidence.ts";
import { reproveWith } from "../../audit/reprove.ts";
import { readBundle } from "../../bundle/read-bundle.ts";
import type { Bundle } from "../../bundle/schema.ts";
import { readKeysManifest } from "../../keys/manifest-file.ts";
import { loadNetwork } from "../../puffer/load-network.ts";
import { readTreeFile } from "../../rewards/rewards-folder.ts";
import { askBeaconNodes } from "../../state/beacon-access.ts";
import { fetchState } from "../../state/fetch-state.ts";
import { pinHeader } from "../../state/pin-header.ts";
import { beaconAccessOf } from "../options/beacon-access.ts";
import type { RawBeaconOptions } from "../options/beacon-options.ts";
import { chainClientOf } from "../options/chain-client-of.ts";
import type { RpcOptions } from "../options/chain-options.ts";
import { parseAddress } from "../options/parse-address.ts";
import { UsageError } from "../options/usage-error.ts";
import { createProgress } from "../output/progress.ts";
import { sayDownload } from "../output/show-stages.ts";
import type { Terminal } from "../output/terminal.ts";
import type { RawDeclaredOptions } from "../rewards/declared-options.ts";
import { rebuildRewards } from "../rewards/rebuild.ts";
import { formatAudit } from "./print.ts";

export interface AuditCommandOptions extends RawBeaconOptions, RpcOptions, RawDeclaredOptions {
  readonly rewards?: string;
  readonly oracle?: string;
  readonly network?: string;
  readonly manifest?: string;
  readonly reprove?: boolean;
  readonly threads: number;
  readonly offline?: boolean;
  readonly json?: boolean;
}

/** @throws AuditFailedError, after the table is printed, unless every claim that was not left out is ok. */
export async function runAudit(
  folder: string,
  options: AuditCommandOptions,
  terminal: Terminal,
  environment: NodeJS.ProcessEnv,
): Promise<void> {
  const { manifest, reprove = false, threads, json = false } = options;
  const places = await nodePlaces(options);
  const wholeStates = beaconAccessOf({ ...options, stateSource: "debug" }, environment);
  const rewards = await auditedRewards(options, places, terminal, environment);
  const progress = createProgress({ silent: json });
  const keysManifest = manifest === undefined ? undefined : await readKeysManifest(manifest);
  const bundle = await progress.stage("Read the bundle", () => readBundle(folder));
  if (places !== undefined) requireSubject(bundle, places);
  const claims = await progress.stage("Check the claims", (say) =>
    auditBundle(
      bundle,
      {
        manifest: keysManifest,
        rewards,
        reprove: reprove ? reproveWith(threads, say) : undefined,
        nodes: places && {
          ...places,
          // All of it: an audit looks for public keys among all validators, and at balances that nobody named.
          loadHeader: (blockId) => askBeaconNodes(wholeStates, (node) => pinHeader(node, { blockId })),
          loadState: (slot) => fetchState({ ...wholeStates, ...sayDownload(say), blockId: slot }),
        },
      },
      ({ id }, number, count) => say(`${number} of ${count}: ${id}`),
    ),
  );
  const allOk = claims.every(({ status }) => status === "ok" || status === "left-out");
  const { blockRoot, header } = bundle.manifest;
  const audit = { ok: allOk, offline: places === undefined, blockRoot, slot: header.slot, claims };
  if (!json) terminal.out(formatAudit(audit));
  if (!allOk) throw new AuditFailedError(claims, audit);
  if (json) terminal.out(JSON.stringify(audit, null, 2));
}

/** @returns undefined where no tree is given. */
async function auditedRewards(
  options: AuditCommandOptions,
  places: NodePlaces | undefined,
  terminal: Terminal,
  environment: NodeJS.ProcessEnv,
): Promise<AuditedRewards | undefined> {
  const { rewards, rpc, oracle } = options;
  if (rewards === undefined) return undefined;
  if (places === undefined || rpc === undefined || oracle === undefined) {
    throw new UsageError(
      "--rewards needs --beacon, --rpc and --oracle: the tree is rebuilt from your nodes.",
    );
  }
  const published = await readTreeFile(rewards);
  const rebuild = (spurt: bigint) =>
    rebuildRewards({ ...options, rpc, oracle, spurt, json: true }, rewards, terminal, environment);
  return { published, rebuild };
}

type NodePlaces = Pick<AuditNodes, "chain" | "oracle" | "network">;

/** @returns undefined for an audit of the bundle alone. */
async function nodePlaces({
  beacon,
  rpc,
  rpcHeader,
  rpcTimeout,
  oracle,
  network,
  offline,
  reprove,
}: AuditCommandOptions): Promise<NodePlaces | undefined> {
  if (offline) {
    if ([beacon, rpc, oracle, network].some((option) => option !== undefined)) {
      throw new UsageError("--offline uses no node: omit --beacon, --rpc, --oracle and --network.");
    }
    if (reprove) throw new UsageError("--reprove needs your nodes: it proves their data, not the bundle's.");
    return undefined;
  }
  if (beacon === undefined || rpc === undefined || (oracle ?? network) === undefined) {
    throw new UsageError(
      "An audit needs nodes of your own: --beacon, --rpc and --oracle, or --network for deployed contracts; or " +
        "--offline for the bundle alone.",
    );
  }
  return {
    chain: chainClientOf({ rpc, rpcHeader, rpcTimeout }),
    oracle: oracle === undefined ? undefined : parseAddress("--oracle", oracle),
    network: network === undefined ? undefined : await loadNetwork(network),
  };
}

/** @throws UsageError where the bundle is about the other of oracle and deployed contracts. */
function requireSubject({ deployment }: Bundle, { oracle, network }: NodePlaces): void {
  if (deployment !== undefined && network === undefined) {
    throw new UsageError(
      "This bundle is of contracts that others deployed: name them by --network, not --oracle.",
    );
  }
  if (deployment === undefined && network !== undefined) {
    throw new UsageError(
      "This bundle is of no deployed contracts: name its oracle by --oracle, not --network.",
    );
  }
  if (deployment === undefined) return;
  if (deployment.registeredIn === undefined && oracle !== undefined) {
    throw new UsageError(
      "This bundle was proved for no second opinion: name its contracts by --network alone.",
    );
  }
  if (deployment.registeredIn !== undefined && oracle === undefined) {
    throw new UsageError(
      "This bundle has the registry of a second opinion: name that by --oracle beside --network.",
    );
  }
}
