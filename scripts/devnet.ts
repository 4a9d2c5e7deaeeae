/**
 * Starts the development network and keeps it running until Ctrl-C.
 * Usage: npx tsx scripts/devnet.ts [--fork electra|fulu] [--gloas-epoch N] [--validators 64] [--interval 1000]
 * (`interval`: milliseconds between two slots, which are 12 seconds apart on the chain.)
 * @module
 */
import { Command, InvalidArgumentError, Option } from "commander";
import { ProverError } from "../prover/errors.ts";
import type { DevnetFork } from "./devnet/beacon-config.ts";
import { type Devnet, startDevnet } from "./devnet/start-devnet.ts";

interface Arguments {
  readonly fork: DevnetFork;
  readonly gloasEpoch?: number;
  readonly validators: number;
  readonly interval: number;
}

function positiveInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1)
    throw new InvalidArgumentError("Must be a positive integer.");
  return value;
}

async function main(): Promise<void> {
  const command = new Command("devnet")
    .addOption(new Option("--fork <name>", "consensus fork").choices(["electra", "fulu"]).default("electra"))
    .addOption(
      new Option("--gloas-epoch <epoch>", "blocks are of Gloas from then on; with --fork fulu").argParser(
        positiveInteger,
      ),
    )
    .addOption(new Option("--validators <count>").argParser(positiveInteger).default(64))
    .addOption(new Option("--interval <ms>", "between two slots").argParser(positiveInteger).default(1000))
    .parse();
  const { fork, gloasEpoch, validators, interval } = command.opts<Arguments>();
  const interrupted = new Promise<void>((resolve) => {
    process.once("SIGINT", () => resolve());
    process.once("SIGTERM", () => resolve());
  });
  console.log("Starting …");
  const devnet = await startDevnet({
    fork,
    ...(gloasEpoch === undefined ? {} : { gloasForkEpoch: gloasEpoch }),
    validatorCount: validators,
  });
  try {
    printNetwork(devnet);
    await Promise.race([interrupted, devnet.run(interval).ended]);
    console.log("Stopping …");
  } finally {
    await devnet.stop();
  }
}

function printNetwork({
  rpcUrl,
  beaconUrl,
  chainId,
  fork,
  gloasForkEpoch,
  genesisTime,
  account,
}: Devnet): void {
  console.log(`Execution RPC   ${rpcUrl}  (chain id ${chainId})`);
  const later = gloasForkEpoch === undefined ? "" : `, gloas from epoch ${gloasForkEpoch}`;
  console.log(`Beacon API      ${beaconUrl}  (${fork}${later})`);
  console.log(`Genesis         ${new Date(genesisTime * 1000).toISOString()}`);
  console.log(`Funded account  ${account.address}`);
  console.log(`Its PUBLIC key  ${account.privateKey}  (known to everybody: for this network only)`);
  console.log("Ctrl-C stops it and removes everything.");
}

try {
  await main();
} catch (error) {
  if (!(error instanceof ProverError)) throw error;
  console.error(error.message);
  for (const hint of error.hints) console.error(hint);
  process.exitCode = error.exitCode;
}
