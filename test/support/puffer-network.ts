/**
 * A network whose genesis has the contracts in the shape of the deployed Puffer protocol, validators that withdraw to their pods,
 * and a network file that names them: what the commands see of the deployed protocol, in small.
 *
 *     module 0   keys 0, 1, 2 validators; 3 a validator of somebody else (its credentials are not the pod's)
 *     module 1   keys 4, 5 validators; 64 waits in the deposit queue; 65 is nowhere; 6 has left
 * @module
 */
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hexToString } from "viem";
import type { Hex } from "../../prover/hex.ts";
import { type NetworkFile, networkOf as pufferNetworkOf } from "../../prover/puffer/network.ts";
import { REPOSITORY_ROOT } from "../../scripts/circuits/repository-root.ts";
import { deployOpinion, type Opinion, type OpinionPlan } from "../../scripts/contracts/deploy-opinion.ts";
import { contractArtifact } from "../../scripts/contracts/forge.ts";
import { createInProcessChain } from "../../scripts/contracts/in-process-chain.ts";
import { call } from "../../scripts/contracts/sender.ts";
import type { DevnetFork } from "../../scripts/devnet/beacon-config.ts";
import { DEV_ACCOUNT_ADDRESS } from "../../scripts/devnet/dev-account.ts";
import { signedDeposit } from "../../scripts/devnet/signed-deposit.ts";
import { type Devnet, networkOf, startDevnet } from "../../scripts/devnet/start-devnet.ts";
import {
  buildPufferShapes,
  deployPufferWorld,
  type PufferWorld,
  protocolCall,
  provisionValidators,
  vaultCall,
} from "./puffer-world.ts";

const ETH = 10n ** 18n;
const ETH_GWEI = 1_000_000_000n;
/** The first of epoch 1. */
const GLOAS_SLOT = 32;
const STRANGER: Hex = `0x${"5e".repeat(20)}`;

/** Of the validators in module 0 and 1: one has lost an ETH, the others hold rewards. */
export const PUFFER_BALANCES_GWEI = [
  32n * ETH_GWEI + 10_000_000n,
  31n * ETH_GWEI + 7n,
  33n * ETH_GWEI,
] as const;
/** Of the pods, whole: exits that are not handled yet, and rewards. */
export const PUFFER_POD_WEI = [2n * ETH + 5n, 3n * ETH] as const;

export interface PufferNetworkWorld {
  readonly network: Devnet;
  readonly world: PufferWorld;
  /** Path of the network file. */
  readonly file: string;
  /** Where the options ask for it. */
  readonly opinion: Opinion | undefined;
}

export interface PufferNetworkOptions {
  readonly fork?: DevnetFork;
  /** The network begins with the first block of Gloas, after an epoch without any, and sweeps. Only from Fulu. */
  readonly isGloas?: boolean;
  readonly stakingVersion?: 3 | 4;
  readonly uncountedValidators?: number;
  /** A second opinion on it, in the genesis too. */
  readonly opinion?: Pick<OpinionPlan, "verifierName" | "spurtEndSlot">;
}

export async function startPufferNetwork({
  fork = "electra",
  isGloas = false,
  stakingVersion = 3,
  uncountedValidators = 0,
  opinion: opinionPlan,
}: PufferNetworkOptions = {}): Promise<PufferNetworkWorld> {
  await buildPufferShapes();
  const forks = isGloas ? { fork, gloasForkEpoch: 1 } : { fork };
  const target = networkOf(forks);
  const { sender, accounts } = await createInProcessChain(target);
  const plan = {
    stakingVersion,
    uncountedValidators,
    moduleNames: ["PUFFER_MODULE_0", "PUFFER_MODULE_1"],
    depositWei: 100n * ETH,
  };
  const world = await deployPufferWorld(sender, plan);
  const [first, second] = world.modules;
  await provisionValidators(sender, world, first!.name, [0, 1, 2, 3]);
  await provisionValidators(sender, world, second!.name, [4, 5, 64, 65, 6]);
  await sender.sendAll([
    { to: second!.module, valueWei: 33n * ETH },
    protocolCall(world.protocol, "exit", [second!.name, 4n, 31n * ETH]),
    vaultCall(world.vault, "wrap", [5n * ETH]),
    vaultCall(world.vault, "stake", [7n * ETH]),
    vaultCall(world.vault, "mintRewards", [sender.address, 3n * ETH + 1n]),
    call(contractArtifact("ShapeDepositor").abi, world.depositor, "setRewardsDistributionWindow", [86_400n]),
    { ...call(contractArtifact("ShapeDepositor").abi, world.depositor, "depositRevenue", []), valueWei: ETH },
    { to: first!.pod, valueWei: PUFFER_POD_WEI[0] },
    { to: second!.pod, valueWei: PUFFER_POD_WEI[1] },
  ]);
  const opinion =
    opinionPlan &&
    (await deployOpinion(sender, target, {
      ...opinionPlan,
      network: pufferNetworkOf(networkFileOf(world, target)),
    }));
  const podOf = (index: number) =>
    index < 3 ? first!.pod : index === 4 || index === 5 ? second!.pod : STRANGER;
  const network = await startDevnet({
    ...forks,
    executionAccounts: accounts(),
    genesisValidator: (index) => ({
      balanceGwei: PUFFER_BALANCES_GWEI[index % 3]!,
      // A compounding validator is not swept.
      credentialsPrefix: isGloas ? 1 : 2,
      withdrawalAddress: podOf(index),
    }),
    pendingDeposits: [
      signedDeposit({
        keyIndex: 64,
        amountGwei: 32n * ETH_GWEI,
        // Not processed while the tests run: the slot is after them.
        slot: 1_000,
        credentialsPrefix: 1,
        withdrawalAddress: second!.pod,
      }),
    ],
  });
  try {
    if (isGloas) await network.skipSlot(GLOAS_SLOT - 1);
    for (let slot = 0; slot < 2; slot++) await network.produceSlot();
    return { network, world, opinion, file: writeNetworkFile(world, network) };
  } catch (error) {
    await network.stop();
    throw error;
  }
}

/** The file of mainnet with the addresses of this world. The modules are no proxies here. */
export function networkFileOf(
  world: PufferWorld,
  { chainId, genesisTime }: Pick<Devnet, "chainId" | "genesisTime">,
): NetworkFile {
  const file = JSON.parse(
    readFileSync(join(REPOSITORY_ROOT, "networks/mainnet-puffer.json"), "utf8"),
  ) as NetworkFile;
  const set = <T>(fact: { value: T }, value: T) => {
    fact.value = value;
  };
  file.name = "shapes";
  set(file.chain.chainId, chainId);
  set(file.chain.genesisTime, genesisTime);
  const [layout] = file.vault.layouts;
  set(file.vault.address, world.vault);
  set(layout!.implementation, world.vaultImplementation);
  set(layout!.oracle, world.oracle);
  set(layout!.revenueDepositor, world.depositor);
  set(file.oracle.authority, DEV_ACCOUNT_ADDRESS);
  set(file.revenueDepositor.layouts[0]!.implementation, world.depositorImplementation);
  set(file.protocol.address, world.protocol);
  set(file.protocol.layouts[0]!.implementation, world.protocolImplementation);
  set(file.weth.address, world.weth);
  set(file.steth.address, world.staking);
  const { modules } = file;
  set(modules.eigenPodManager, world.podManager);
  set(modules.podInitCodeHash, world.podInitCodeHash);
  set(modules.moduleBeacon, `0x${"00".repeat(20)}`);
  set(modules.podBeacon, `0x${"00".repeat(20)}`);
  set(modules.manager, world.moduleManager);
  set(file.governance!.timelock, STRANGER);
  // None of EigenLayer is here.
  set(file.restaking.operators, []);
  set(
    modules.seed,
    world.modules.map(({ name, module }) => ({ name: hexToString(name, { size: 32 }), module })),
  );
  return file;
}

export function writeNetworkFile(
  world: PufferWorld,
  network: Pick<Devnet, "chainId" | "genesisTime">,
  edit: (file: NetworkFile) => void = () => {},
): string {
  const file = networkFileOf(world, network);
  edit(file);
  const path = join(mkdtempSync(join(tmpdir(), "puffer-network-")), "shapes.json");
  writeFileSync(path, JSON.stringify(file));
  return path;
}
