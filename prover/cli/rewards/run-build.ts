/** `pufeth-por rewards build`: the trees of a spurt, into a folder. @module */
import { assertRewardsTarget, writeRewards } from "../../rewards/rewards-folder.ts";
import type { Terminal } from "../output/terminal.ts";
import { formatRewards } from "./print.ts";
import { type RebuildOptions, rebuildRewards } from "./rebuild.ts";

export interface RewardsBuildOptions extends RebuildOptions {
  readonly out: string;
}

export async function runRewardsBuild(
  options: RewardsBuildOptions,
  terminal: Terminal,
  environment: NodeJS.ProcessEnv,
): Promise<void> {
  await assertRewardsTarget(options.out);
  const rewards = await rebuildRewards(options, options.out, terminal, environment);
  await writeRewards(rewards, options.out);
  const { document } = rewards;
  terminal.out(options.json ? JSON.stringify(document, null, 2) : formatRewards(document, options.out));
}
