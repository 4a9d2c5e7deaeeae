/**
 * `pufeth-por verify DIR`: reads a bundle, checks everything in it, prints what it says.
 * @module
 */

import { checkCustody, type OracleAddress } from "../../bundle/check-custody.ts";
import { readBundle } from "../../bundle/read-bundle.ts";
import type { Bundle } from "../../bundle/schema.ts";
import { verifyBundle } from "../../bundle/verify-bundle.ts";
import { loadNetwork } from "../../puffer/load-network.ts";
import { chainClientOf } from "../options/chain-client-of.ts";
import type { RpcOptions } from "../options/chain-options.ts";
import { parseAddress } from "../options/parse-address.ts";
import { readTrustedKeys } from "../options/read-trusted-keys.ts";
import type { TrustOptions } from "../options/trust-options.ts";
import { UsageError } from "../options/usage-error.ts";
import { formatSummary } from "../output/format-summary.ts";
import { createProgress } from "../output/progress.ts";
import type { Terminal } from "../output/terminal.ts";
import { forkIsTrusted, formatCustody } from "./print.ts";

export interface VerifyCommandOptions extends TrustOptions, RpcOptions {
  readonly oracle?: string;
  readonly network?: string;
  readonly json?: boolean;
}

export async function runVerify(
  folder: string,
  options: VerifyCommandOptions,
  terminal: Terminal,
): Promise<void> {
  const { json = false } = options;
  const oracle = oracleOf(options);
  const progress = createProgress({ silent: json });
  const trusted = await readTrustedKeys(options);
  const network = options.network === undefined ? undefined : await loadNetwork(options.network);
  const { keysManifest: manifest } = trusted;
  const bundle = await progress.stage("Read the bundle", () => readBundle(folder));
  const custody =
    manifest || oracle
      ? await progress.stage("Compare the keys", () => checkCustody({ bundle, manifest, oracle }))
      : null;
  const { summary } = await progress.stage("Verify", (say) =>
    verifyBundle(bundle, {
      ...trusted,
      network,
      onProgress: (done, total) => say(`proof ${done} of ${total} holds`),
    }),
  );
  // Off chain the bundle says it itself.
  const isForkShown = oracle !== undefined && (await chainShowsFork(bundle, oracle));
  if (json) {
    terminal.out(JSON.stringify({ ...summary, forkTrusted: !isForkShown, custody }, null, 2));
    return;
  }
  const lines = [formatSummary(summary), ...(custody ? formatCustody(custody) : [])];
  if (!isForkShown) lines.push(forkIsTrusted(summary.fork));
  if (summary.deployment !== null && network === undefined) {
    lines.push("The network file was not compared with a trusted one: use --network mainnet, or a file.");
  }
  terminal.out(lines.join("\n"));
}

async function chainShowsFork({ manifest }: Bundle, { chain }: OracleAddress): Promise<boolean> {
  // With the schedules of networks, which a bundle alone does not need.
  const { slotShowsFork } = await import("../../bundle/check-fork.ts");
  return slotShowsFork(manifest, await chain.ask("eth_chainId", chain.viem.getChainId()));
}

function oracleOf({ rpc, rpcHeader, rpcTimeout, oracle }: VerifyCommandOptions): OracleAddress | undefined {
  if (rpc === undefined && oracle === undefined) return undefined;
  if (rpc === undefined) throw new UsageError("--oracle needs --rpc, to read its key.");
  if (oracle === undefined) throw new UsageError("--rpc needs --oracle, whose key is compared.");
  return { chain: chainClientOf({ rpc, rpcHeader, rpcTimeout }), oracle: parseAddress("--oracle", oracle) };
}
