/** `pufeth-por rewards claim ADDRESS…`: pays accounts what they have earned. @module */
import { loadAccount } from "../../chain/client/load-account.ts";
import { claimRewards } from "../../rewards/claim-rewards.ts";
import { readTreeFile } from "../../rewards/rewards-folder.ts";
import { chainClientOf } from "../options/chain-client-of.ts";
import type { RpcOptions } from "../options/chain-options.ts";
import { parseAddress } from "../options/parse-address.ts";
import { createProgress } from "../output/progress.ts";
import { resultText } from "../output/result-text.ts";
import type { Terminal } from "../output/terminal.ts";
import { formatClaim } from "./print.ts";

export interface RewardsClaimOptions extends RpcOptions {
  readonly rpc: string;
  readonly tree: string;
  readonly distributor: string;
  readonly keyFile?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

export async function runRewardsClaim(
  addresses: readonly string[],
  options: RewardsClaimOptions,
  terminal: Terminal,
  environment: NodeJS.ProcessEnv,
): Promise<void> {
  const { keyFile, dryRun = false, json = false } = options;
  const accounts = [...new Set(addresses.map((address) => parseAddress("the account", address)))];
  const distributor = parseAddress("--distributor", options.distributor);
  const tree = await readTreeFile(options.tree);
  const account = await loadAccount(keyFile, environment);
  const progress = createProgress({ silent: json });
  const result = await progress.stage("Claim", (say) =>
    claimRewards({
      chain: chainClientOf(options),
      distributor,
      tree,
      accounts,
      account,
      dryRun,
      onStep: ({ kind, call }) => say(`${kind} ${call}`),
    }),
  );
  terminal.out(resultText(result, formatClaim, { json, dryRun }));
}
