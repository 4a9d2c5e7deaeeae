/** `pufeth-por rewards check FILE`: a published tree, rebuilt and compared leaf by leaf. @module */
import { checkRewards } from "../../rewards/check-rewards.ts";
import { RewardsDifferError } from "../../rewards/document-errors.ts";
import { readTreeFile } from "../../rewards/rewards-folder.ts";
import type { Terminal } from "../output/terminal.ts";
import { formatCheck } from "./print.ts";
import { type RebuildOptions, rebuildRewards } from "./rebuild.ts";

export type RewardsCheckOptions = RebuildOptions;

/** @throws RewardsDifferError */
export async function runRewardsCheck(
  file: string,
  options: RewardsCheckOptions,
  terminal: Terminal,
  environment: NodeJS.ProcessEnv,
): Promise<void> {
  const published = await readTreeFile(file);
  const check = checkRewards(published, await rebuildRewards(options, file, terminal, environment));
  const differs = check.publishedRoot !== check.rebuiltRoot;
  if (!options.json) terminal.out(formatCheck(check));
  if (differs) throw new RewardsDifferError(check);
  if (options.json) terminal.out(JSON.stringify(check, null, 2));
}
