/** All commands at two branches: from the end of a spurt to its report, then about contracts that others deployed. @module */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readBundle } from "../../../prover/bundle/read-bundle.ts";
import { finalizeCall } from "../../../prover/spurt/calls/oracle-calls.ts";
import { partsOf } from "../../../prover/spurt/parts/report-parts.ts";
import type { Devnet } from "../../../scripts/devnet/start-devnet.ts";
import { runCommand } from "../../../scripts/run-command.ts";
import { provedBundle } from "../../support/proved-bundle.ts";
import {
  beaconArguments,
  chainArguments,
  keyOf,
  type TestNetwork,
  untilMined,
} from "../../support/test-network.ts";
import { type AskingCommand, askEverywhere, type ReorgReport } from "./asked-everywhere.ts";
import {
  commandsBeforeOpening,
  commandsOfFinishedSpurt,
  commandsOfOpenSpurt,
  commandsOfPoorReport,
} from "./asking-commands.ts";
import type { BranchNodes } from "./branch-proxy.ts";
import { commandsOfDeployed, commandsOfOpenOpinion, commandsOfProvedOpinion } from "./deployed-commands.ts";
import { LAST_SLOTS, twoBranches } from "./two-branches.ts";
import { passOpinionEnd, twoDeployedBranches } from "./two-deployed-branches.ts";

type Reports = AsyncGenerator<{ readonly name: string; readonly report: ReorgReport }>;

export interface ReorgPlan {
  /** By command and when: e.g. `status (open)`, or `status (deployed)`. */
  readonly isWanted: (name: string) => boolean;
  /** So many answers from switch to switch. */
  readonly every: number;
  readonly tell: (text: string) => void;
  /** Contracts that others deployed, instead of an oracle of our own. */
  readonly isDeployed?: boolean;
}

export function attackReorgs(plan: ReorgPlan): Reports {
  return plan.isDeployed ? attackDeployed(plan) : attackOracle(plan);
}

async function* ask(
  { isWanted, every, tell }: ReorgPlan,
  branches: readonly { readonly network: BranchNodes }[],
  when: string,
  commands: readonly AskingCommand[],
): Reports {
  const networks = [branches[0]!.network, branches[1]!.network] as const;
  for (const command of commands) {
    const name = `${command.name} (${when})`;
    if (isWanted(name)) yield { name, report: await askEverywhere(command, networks, { every, tell }) };
  }
}

async function* attackOracle(plan: ReorgPlan): Reports {
  const branches = await twoBranches();
  try {
    yield* ask(plan, branches, "ended", commandsBeforeOpening(branches));
    for (const branch of branches) await send(branch, ["open", ...beaconArguments(branch)]);
    const bundles = [];
    for (const [k, branch] of branches.entries()) bundles.push(await provedBundle(branch, LAST_SLOTS[k]!));
    yield* ask(plan, branches, "open", commandsOfOpenSpurt(branches, bundles[0]!));
    for (const [k, branch] of branches.entries()) {
      await send(branch, ["submit", bundles[k]!, ...chainArguments(branch)]);
      await reportPoorly(branch, bundles[k]!);
    }
    yield* ask(plan, branches, "poor", commandsOfPoorReport(branches, bundles[0]!));
    for (const [k, branch] of branches.entries())
      await send(branch, ["finalize", bundles[k]!, ...chainArguments(branch)]);
    yield* ask(plan, branches, "finished", commandsOfFinishedSpurt(branches, bundles[0]!));
  } finally {
    for (const { network } of branches) await network.stop();
  }
}

async function* attackDeployed(plan: ReorgPlan): Reports {
  const branches = await twoDeployedBranches();
  const folder = mkdtempSync(join(tmpdir(), "pufeth-por-reorg-"));
  try {
    yield* ask(plan, branches, "deployed", await commandsOfDeployed(branches));
    const bundles = [];
    for (const [k, branch] of branches.entries()) {
      const { network, opinion, file } = branch;
      const nodes = ["--rpc", network.rpcUrl, "--beacon", network.beaconUrl, "--oracle", opinion!.opinion];
      const slot = ["--slot", String(network.head().slot - 1)];
      await send(branch, ["register", ...nodes, "--network", file, ...slot]);
      await passOpinionEnd(branch);
      await send(branch, ["open", ...nodes]);
      const out = join(folder, String(k));
      const proved = ["--network", file, "--spurt", "1", "--size", "test", "--out", out];
      await runCommand(["prove", ...nodes, ...proved], keyOf(network));
      bundles.push(out);
    }
    yield* ask(plan, branches, "open, deployed", await commandsOfOpenOpinion(branches, bundles[0]!));
    for (const [k, branch] of branches.entries()) {
      const { network, opinion } = branch;
      await send(branch, ["submit", bundles[k]!, "--rpc", network.rpcUrl, "--oracle", opinion!.opinion]);
    }
    yield* ask(plan, branches, "proved, deployed", commandsOfProvedOpinion(branches, bundles[0]!));
  } finally {
    for (const { network } of branches) await network.stop();
    rmSync(folder, { recursive: true });
  }
}

async function send({ network }: { readonly network: Devnet }, args: readonly string[]): Promise<void> {
  const blocks = network.runOnDemand();
  await runCommand(args, keyOf(network));
  await blocks.stop();
}

/** Without the sources, as somebody does who wants a low rate. */
async function reportPoorly({ network, chain, protocol }: TestNetwork, path: string): Promise<void> {
  const bundle = await readBundle(path);
  const parts = partsOf(bundle.execution!).filter(({ kind }) => kind !== "source");
  const call = finalizeCall(protocol.oracle, 1n, bundle, parts);
  const blocks = network.runOnDemand();
  await untilMined(chain, await chain.wallet.writeContract({ ...call, chain: null } as never));
  await blocks.stop();
}
