/** The commands about contracts that others deployed, and about a second opinion on them. @module */
import { loadNetwork } from "../../../prover/puffer/load-network.ts";
import { keyOf } from "../../support/test-network.ts";
import { commandLine, proving } from "./ask-once.ts";
import type { AskingCommand } from "./asked-everywhere.ts";
import type { DeployedBranches } from "./two-deployed-branches.ts";

/** Before anybody has announced a pair. */
export async function commandsOfDeployed([{ file, network, opinion }]: DeployedBranches): Promise<
  AskingCommand[]
> {
  const deployed = await loadNetwork(file);
  const known = ["--network", file];
  const block = [...known, "--slot", String(network.head().slot), "--no-cache"];
  const interval = ["--spurt", "1", "--from-slot", "1"];
  const announced = [...known, "--slot", String(network.head().slot - 1), "--dry-run"];
  const oracle = opinion!.opinion;
  return [
    commandLine({ name: "discover", asks: "both", args: block, writes: true }),
    commandLine({ name: "record", asks: "rpc", args: known, writes: true }),
    commandLine({ name: "rewards build", asks: "both", args: [...block, ...interval], writes: true }),
    proving("prove --network", (chain, state) => ({ state, deployed: { chain, network: deployed } }), "head"),
    commandLine({ name: "register", oracle, env: keyOf(network), asks: "both", args: announced }),
    commandLine({ name: "status", oracle, asks: "rpc", args: [] }),
  ];
}

/** Once its spurt is open. @param bundle  of the first branch. */
export async function commandsOfOpenOpinion(
  [{ file, network, opinion }]: DeployedBranches,
  bundle: string,
): Promise<AskingCommand[]> {
  const oracle = opinion!.opinion;
  const deployed = await loadNetwork(file);
  const sending = { oracle, env: keyOf(network), asks: "rpc" } as const;
  return [
    commandLine({ name: "status", oracle, asks: "rpc", args: ["--spurt", "1"] }),
    proving("prove --network --spurt 1", (chain, state) => ({
      state,
      oracle: { chain, oracle, spurt: { number: 1n } },
      deployed: { chain, network: deployed },
    })),
    commandLine({ ...sending, name: "submit", args: [bundle, "--dry-run"] }),
  ];
}

/** Once its pages are proved. @param bundle  of the first branch. */
export function commandsOfProvedOpinion(
  [{ network, opinion }]: DeployedBranches,
  bundle: string,
): AskingCommand[] {
  const oracle = opinion!.opinion;
  return [
    commandLine({
      name: "finalize",
      oracle,
      env: keyOf(network),
      asks: "rpc",
      args: [bundle, "--dry-run"],
    }),
  ];
}
