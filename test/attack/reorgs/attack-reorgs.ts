/** All commands at two branches, from the end of a spurt to its report. @module */
import { runCommand } from "../../../scripts/run-command.ts";
import { provedBundle } from "../../support/proved-bundle.ts";
import { beaconArguments, chainArguments, keyOf, type TestNetwork } from "../../support/test-network.ts";
import { type AskingCommand, askEverywhere, type ReorgReport } from "./asked-everywhere.ts";
import { commandsBeforeOpening, commandsOfFinishedSpurt, commandsOfOpenSpurt } from "./asking-commands.ts";
import { LAST_SLOTS, twoBranches } from "./two-branches.ts";

export async function* attackReorgs(
  isWanted: (name: string) => boolean,
  every: number,
  tell: (text: string) => void,
): AsyncGenerator<{ readonly name: string; readonly report: ReorgReport }> {
  const branches = await twoBranches();
  const ask = async function* (when: string, commands: readonly AskingCommand[]) {
    for (const command of commands.filter(({ name }) => isWanted(name))) {
      yield {
        name: `${command.name} (${when})`,
        report: await askEverywhere(command, branches, { every, tell }),
      };
    }
  };
  try {
    yield* ask("ended", commandsBeforeOpening(branches));
    for (const branch of branches) await onChain(branch, ["open", ...beaconArguments(branch)]);
    const bundles = [];
    for (const [k, branch] of branches.entries()) bundles.push(await provedBundle(branch, LAST_SLOTS[k]!));
    yield* ask("open", commandsOfOpenSpurt(branches, bundles[0]!));
    for (const [k, branch] of branches.entries())
      await onChain(branch, ["submit", bundles[k]!, ...chainArguments(branch), "--whole"]);
    yield* ask("finished", commandsOfFinishedSpurt(branches, bundles[0]!));
  } finally {
    for (const { network } of branches) await network.stop();
  }
}

async function onChain({ network }: TestNetwork, args: readonly string[]): Promise<void> {
  const blocks = network.runOnDemand();
  await runCommand(args, keyOf(network));
  await blocks.stop();
}
