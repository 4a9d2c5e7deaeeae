/** Commands about contracts that others deployed, before a network with such contracts, on which no block comes meanwhile. @module */
import { chmodSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { setUpSize } from "../../../../scripts/circuits/set-up-size.ts";
import { type PufferNetworkWorld, startPufferNetwork } from "../../../support/puffer-network.ts";
import { bundlesBelow, filesBelow } from "../files-below.ts";
import type { KilledCommand } from "../kill-everywhere.ts";
import { runCommandLine } from "../run-command-line.ts";

/** One network for all of them. */
let world: Promise<PufferNetworkWorld> | undefined;

export async function stopDeployedNetwork(): Promise<void> {
  await (await world)?.network.stop();
  world = undefined;
}

async function onNetwork(
  make: (puffer: PufferNetworkWorld) => Omit<KilledCommand, "prepare" | "writesTo">,
): Promise<KilledCommand> {
  world ??= startPufferNetwork();
  const puffer = await world;
  // Whoever has no rights on a disk still reads what is beside it.
  chmodSync(dirname(puffer.file), 0o755);
  return {
    ...make(puffer),
    prepare: (folder) => void mkdirSync(join(folder, "out")),
    writesTo: "out",
  };
}

function sourcesOf({ file, network }: PufferNetworkWorld): string[] {
  const block = ["--beacon", network.beaconUrl, "--slot", String(network.head().slot), "--no-cache"];
  return ["--network", file, "--rpc", network.rpcUrl, ...block];
}

const below = (folder: string) => join(folder, "out");

export function discover(): Promise<KilledCommand> {
  return onNetwork((puffer) => ({
    name: "discover",
    run: (folder) =>
      runCommandLine(["discover", ...sourcesOf(puffer), "--out", join(below(folder), "found/here")]),
    result: (folder) => filesBelow(below(folder)),
  }));
}

export function record(): Promise<KilledCommand> {
  return onNetwork(({ file, network }) => ({
    name: "record",
    run: (folder) =>
      runCommandLine([
        ...["record", "--network", file, "--rpc", network.rpcUrl],
        ...["--out", join(below(folder), "block.json")],
      ]),
    // Answers come in any order.
    result: (folder) =>
      filesBelow(below(folder), (_, bytes) => {
        const { exchanges, ...rest } = JSON.parse(bytes.toString());
        return JSON.stringify([rest, exchanges.map((one: unknown) => JSON.stringify(one)).sort()]);
      }),
  }));
}

export function rewardsBuild(): Promise<KilledCommand> {
  return onNetwork((puffer) => ({
    name: "rewards build",
    run: (folder) =>
      runCommandLine([
        ...["rewards", "build", ...sourcesOf(puffer), "--spurt", "1", "--from-slot", "1"],
        ...["--out", join(below(folder), "rewards")],
      ]),
    refusesWhenDone: /rewards: it is not empty/,
    result: (folder) => filesBelow(below(folder)),
  }));
}

export async function proveDeployed(): Promise<KilledCommand> {
  await setUpSize("test", () => {});
  return onNetwork((puffer) => ({
    name: "prove --network",
    run: (folder, again) =>
      runCommandLine([
        ...["prove", ...sourcesOf(puffer), "--size", "test", "--threads", "1"],
        ...["--out", join(below(folder), "bundle"), ...(again ? ["--resume"] : [])],
      ]),
    result: (folder) => bundlesBelow(below(folder)),
  }));
}
