/**
 * `pufeth-por audit DIR`: every claim of a bundle against the auditor's own nodes.
 * @module
 */
import { auditBundle } from "../../audit/audit-bundle.ts";
import { AuditFailedError } from "../../audit/errors.ts";
import type { AuditNodes } from "../../audit/evidence.ts";
import { reproveWith } from "../../audit/reprove.ts";
import { readBundle } from "../../bundle/read-bundle.ts";
import { readKeysManifest } from "../../keys/manifest-file.ts";
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
import { formatAudit } from "./print.ts";

export interface AuditCommandOptions extends RawBeaconOptions, RpcOptions {
  readonly oracle?: string;
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
  const places = nodePlaces(options);
  const wholeStates = beaconAccessOf({ ...options, stateSource: "debug" }, environment);
  const progress = createProgress({ silent: json });
  const keysManifest = manifest === undefined ? undefined : await readKeysManifest(manifest);
  const bundle = await progress.stage("Read the bundle", () => readBundle(folder));
  const claims = await progress.stage("Check the claims", (say) =>
    auditBundle(
      bundle,
      {
        manifest: keysManifest,
        reprove: reprove ? reproveWith(threads, say) : undefined,
        nodes: places && {
          ...places,
          // All of it: an audit looks for public keys among all validators, and at balances that nobody named.
          loadHeader: (root) => askBeaconNodes(wholeStates, (node) => pinHeader(node, { blockId: root })),
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

/** @returns undefined for an audit of the bundle alone. */
function nodePlaces({
  beacon,
  rpc,
  rpcHeader,
  rpcTimeout,
  oracle,
  offline,
  reprove,
}: AuditCommandOptions): Pick<AuditNodes, "chain" | "oracle"> | undefined {
  if (offline) {
    if (beacon !== undefined || rpc !== undefined || oracle !== undefined) {
      throw new UsageError("--offline uses no node: omit --beacon, --rpc and --oracle.");
    }
    if (reprove) throw new UsageError("--reprove needs your nodes: it proves their data, not the bundle's.");
    return undefined;
  }
  if (beacon === undefined || rpc === undefined || oracle === undefined) {
    throw new UsageError(
      "An audit needs nodes of your own: --beacon, --rpc and --oracle; or --offline for the bundle alone.",
    );
  }
  return { chain: chainClientOf({ rpc, rpcHeader, rpcTimeout }), oracle: parseAddress("--oracle", oracle) };
}
