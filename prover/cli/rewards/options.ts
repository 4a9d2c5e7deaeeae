/**
 * The steps of `rewards` and their options: rewards build, check, proof, claim.
 * @module
 */
import { Command } from "commander";
import { addBeaconOptions } from "../options/beacon-options.ts";
import { addSendingOptions, rpcTimeoutOption } from "../options/chain-options.ts";
import { headerOption } from "../options/header-options.ts";
import { networkOption } from "../options/network-option.ts";
import { parseHttpUrl, parseSlotNumber, parseSpurt } from "../options/option-values.ts";
import type { Terminal } from "../output/terminal.ts";
import { addDeclaredOptions, DECLARED_FORMS } from "./declared-options.ts";
import type { RewardsBuildOptions } from "./run-build.ts";
import type { RewardsCheckOptions } from "./run-check.ts";
import type { RewardsClaimOptions } from "./run-claim.ts";
import type { RewardsProofOptions } from "./run-proof.ts";

const TREE = "interval-tree.json or cumulative-tree.json, or a dump of StandardMerkleTree";

export function rewardsCommand(terminal: Terminal, environment: NodeJS.ProcessEnv): Command {
  const rewards = new Command("rewards")
    .description(
      "rewards of participants: build the trees of a spurt, check those of others, prove and claim",
    )
    .addHelpText(
      "after",
      `
Examples:
  pufeth-por rewards build --spurt 12 --beacon URL --rpc URL --oracle 0x… --operators operators.json --previous 11/rewards.json --out 12
  pufeth-por rewards check published.json --spurt 12 --beacon URL --rpc URL --oracle 0x… --operators operators.json --previous 11/rewards.json
  pufeth-por rewards proof 0x… --tree 12/cumulative-tree.json
  pufeth-por rewards claim 0x… 0x… --tree 12/cumulative-tree.json --rpc URL --distributor 0x… --dry-run`,
    );
  for (const command of [build, check, proof, claim]) rewards.addCommand(command(terminal, environment));
  return rewards;
}

function build(terminal: Terminal, environment: NodeJS.ProcessEnv): Command {
  const command = new Command("build").description(
    "build the trees of a spurt, from the states at both ends and every withdrawal between them",
  );
  return addBuildOptions(command)
    .requiredOption("--out <dir>", "folder for rewards.json and the trees, new or empty")
    .option("--json", "print one JSON object")
    .addHelpText(
      "after",
      `${DECLARED_FORMS}

An account earns what its validators' withdrawals brought to the pods, less each principal once, when it comes back; a
loss is earned back before more is paid. What lies above the principals on the beacon chain is shown as not withdrawn.

Examples:
  pufeth-por rewards build --spurt 12 --beacon URL --rpc URL --oracle 0x… --operators operators.json --previous 11/rewards.json --distributor 0x… --out 12
  pufeth-por rewards build --spurt 12 --network mainnet --slot 9000000 --beacon URL --rpc URL --previous 11/rewards.json --out 12`,
    )
    .action(async (options: RewardsBuildOptions) => {
      const { runRewardsBuild } = await import("./run-build.ts");
      await runRewardsBuild(options, terminal, environment);
    });
}

function check(terminal: Terminal, environment: NodeJS.ProcessEnv): Command {
  const command = new Command("check")
    .description("rebuild the tree that somebody published, and compare it leaf by leaf")
    .argument("<file>", TREE);
  return addBuildOptions(command)
    .option("--json", "print one JSON object")
    .addHelpText(
      "after",
      `
Ends with 1 where a leaf differs, and lists all that do.

Examples:
  pufeth-por rewards check published.json --spurt 12 --beacon URL --rpc URL --oracle 0x… --operators operators.json --previous 11/rewards.json`,
    )
    .action(async (file: string, options: RewardsCheckOptions) => {
      const { runRewardsCheck } = await import("./run-check.ts");
      await runRewardsCheck(file, options, terminal, environment);
    });
}

function proof(terminal: Terminal): Command {
  return new Command("proof")
    .description("show the leaf of an account and its Merkle proof")
    .argument("<address>", "the account")
    .requiredOption("--tree <file>", TREE)
    .option("--json", "print one JSON object")
    .addHelpText("after", "\nExamples:\n  pufeth-por rewards proof 0x… --tree 12/cumulative-tree.json")
    .action(async (address: string, options: RewardsProofOptions) => {
      const { runRewardsProof } = await import("./run-proof.ts");
      await runRewardsProof(address, options, terminal);
    });
}

function claim(terminal: Terminal, environment: NodeJS.ProcessEnv): Command {
  const command = new Command("claim")
    .description("claim from a RewardsDistributor, for any accounts: each is paid to itself")
    .argument("<address...>", "the accounts")
    .requiredOption("--tree <file>", "cumulative-tree.json of the latest published spurt")
    .requiredOption("--rpc <url>", "execution node (JSON-RPC over HTTP)", parseHttpUrl)
    .addOption(headerOption("rpc"))
    .addOption(rpcTimeoutOption())
    .requiredOption("--distributor <address>", "the RewardsDistributor contract")
    .addHelpText(
      "after",
      "\nExamples:\n  pufeth-por rewards claim 0x… --tree 12/cumulative-tree.json --rpc URL --distributor 0x… --key-file key",
    );
  return addSendingOptions(command).action(async (addresses: string[], options: RewardsClaimOptions) => {
    const { runRewardsClaim } = await import("./run-claim.ts");
    await runRewardsClaim(addresses, options, terminal, environment);
  });
}

function addBuildOptions(command: Command): Command {
  command.requiredOption(
    "--spurt <number>",
    "number of a spurt that has its report; with --network the number of the interval",
    parseSpurt,
  );
  addBeaconOptions(command, { required: true, readsParts: true });
  command
    .requiredOption("--rpc <url>", "execution node (JSON-RPC over HTTP)", parseHttpUrl)
    .addOption(headerOption("rpc"))
    .addOption(rpcTimeoutOption())
    .option("--oracle <address>", "the ReservesOracle contract, whose spurt it is")
    .addOption(
      networkOption(
        "instead of --oracle, contracts that others deployed; their storage names the operators: ",
      ),
    )
    .option("--slot <slot>", "with --network: where the interval ends", parseSlotNumber)
    .option(
      "--evidence <file>",
      "with --network: evidence.json of `discover` at an end of the interval, where the node no longer serves its " +
        "proofs; repeatable",
      (path: string, before: readonly string[] = []) => [...before, path],
    );
  return addDeclaredOptions(command);
}
