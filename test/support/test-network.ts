/**
 * A real network with the whole protocol on it, for tests: the `test` circuit with development keys, its verifier, and
 * all contracts. They stand in the genesis: the deployment script runs on an EVM of this process first
 * (test/scripts/contracts/predeployed-protocol.test.ts compares). Registrations do not: they are events too, which an
 * auditor reads, so they come as a transaction, as anyone would send it with `pufeth-por register`.
 *
 * Nothing depends on a clock, so the same calls make the same chain, block by block, in every run.
 * @module
 */
import { createPublicClient, createWalletClient, type Hex, http } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { reservesOracleAbi } from "../../prover/chain/abi/reserves-oracle-abi.ts";
import { setUpSize } from "../../scripts/circuits/set-up-size.ts";
import { deployProtocol, type Protocol, type ProtocolPlan } from "../../scripts/contracts/deploy-protocol.ts";
import { DEPLOYED_CONTRACTS, forgeBuild } from "../../scripts/contracts/forge.ts";
import { createInProcessChain } from "../../scripts/contracts/in-process-chain.ts";
import { writePageVerifier } from "../../scripts/contracts/write-page-verifier.ts";
import type { DevnetFork } from "../../scripts/devnet/beacon-config.ts";
import { type Devnet, networkOf, startDevnet } from "../../scripts/devnet/start-devnet.ts";
import { runCommand } from "../../scripts/run-command.ts";
import {
  plannedProvisions,
  TEST_OWED_WEI,
  TEST_PODS,
  TEST_POOL_DEPOSITS_WEI,
  TEST_PROMISED_WEI,
  TEST_PROVISIONS,
  TEST_SUPPLY_WEI,
  type TestProvision,
  testGenesis,
} from "./test-protocol.ts";

/** The first spurt ends here; what comes before it takes about six blocks. */
export const SPURT_END_SLOT = 12;

/** Compiles circuit and contracts and makes keys, where they are not there yet. @returns the verifier's name. */
export async function setUpTestCircuit(): Promise<string> {
  await setUpSize("test", () => {});
  const { contractName, path } = await writePageVerifier("test");
  await forgeBuild([...DEPLOYED_CONTRACTS, path]);
  return contractName;
}

export interface TestNetwork {
  readonly network: Devnet;
  readonly protocol: Protocol;
  readonly chain: ReturnType<typeof chainClients>;
  readonly provisions: readonly TestProvision[];
}

export interface TestNetworkOptions {
  /** Default: TEST_PROVISIONS. */
  readonly provisions?: readonly TestProvision[];
  /** Default: never. */
  readonly gloasForkEpoch?: number;
  /** Default: true. False: the contracts were deployed before anybody knew of Gloas. */
  readonly isGloasKnown?: boolean;
  /** Default: SPURT_END_SLOT. */
  readonly spurtEndSlot?: number;
  /** A consolidation that waits from genesis on, and is carried out with the first block of an epoch. Default: none. */
  readonly consolidation?: { readonly source: number; readonly target: number; readonly epoch: number };
  /** Default: true. False: the test registers. */
  readonly isRegistered?: boolean;
  /** So many validators a call: where calls end, pages can. Default: all in one. */
  readonly registeredAtOnce?: number;
  /** Default: no distributor of rewards. */
  readonly distributed?: ProtocolPlan["distributed"];
}

export function testPlan(
  verifierName: string,
  provisions: readonly TestProvision[],
  spurtEndSlot = SPURT_END_SLOT,
): ProtocolPlan {
  return {
    verifierName,
    spurtEndSlot,
    provisions: plannedProvisions(provisions),
    pods: TEST_PODS.map(({ address }) => address),
    supplyWei: TEST_SUPPLY_WEI,
    poolDepositsWei: TEST_POOL_DEPOSITS_WEI,
    owedToPoolWei: TEST_OWED_WEI,
    promisedToNoOpsWei: TEST_PROMISED_WEI,
  };
}

/**
 * Before the spurt's end, and no blocks are produced when it returns.
 * @param verifierName  from `setUpTestCircuit`.
 */
export async function startTestNetwork(
  fork: DevnetFork,
  verifierName: string,
  {
    provisions = TEST_PROVISIONS,
    isRegistered = true,
    registeredAtOnce,
    gloasForkEpoch,
    isGloasKnown = true,
    spurtEndSlot,
    distributed,
    consolidation,
  }: TestNetworkOptions = {},
): Promise<TestNetwork> {
  const genesis = { ...testGenesis(), ...waiting(consolidation) };
  const forks = { fork, ...(gloasForkEpoch === undefined ? {} : { gloasForkEpoch }) };
  const target = networkOf(isGloasKnown ? forks : { fork });
  const inProcess = await createInProcessChain({ ...target, accounts: genesis.executionAccounts ?? {} });
  const protocol = await deployProtocol(inProcess.sender, target, {
    ...testPlan(verifierName, provisions, spurtEndSlot),
    ...(distributed === undefined ? {} : { distributed }),
  });
  const network = await startDevnet({
    ...forks,
    ...genesis,
    executionAccounts: inProcess.accounts(),
  });
  try {
    const world = { network, protocol, chain: chainClients(network), provisions };
    // EIP-4788 knows a block from the next one on.
    for (let slot = 0; slot < 2; slot++) await network.produceSlot();
    if (isRegistered) {
      const blocks = network.runOnDemand();
      await registerAt(world, network.head().slot - 1, registeredAtOnce);
      await blocks.stop();
    }
    return world;
  } catch (error) {
    await network.stop();
    throw error;
  }
}

function waiting(consolidation: TestNetworkOptions["consolidation"]) {
  if (consolidation === undefined) return {};
  const { source, target, epoch: exitEpoch } = consolidation;
  const { genesisValidator } = testGenesis();
  return {
    genesisValidator: (index: number) => ({
      ...genesisValidator!(index),
      ...(index === source ? { exitEpoch } : {}),
    }),
    pendingConsolidations: [{ source, target }],
  };
}

/** Registers every provision that exists at a slot. Blocks must be produced meanwhile. */
export async function registerAt(world: TestNetwork, slot: number, atOnce?: number): Promise<void> {
  const batches = atOnce === undefined ? [] : ["--validators-per-transaction", String(atOnce)];
  const args = ["register", ...beaconArguments(world), "--slot", String(slot), ...batches];
  await runCommand(args, keyOf(world.network));
}

/**
 * Produces blocks up to the spurt's end and past it.
 * @param missed  how many slots up to the end, the last one among them, have no block.
 * @returns slot of the spurt's last block.
 */
export async function passSpurtEnd({ network }: TestNetwork, missed: number): Promise<number> {
  const last = SPURT_END_SLOT - missed;
  if (network.head().slot > last) throw new Error(`The network is past slot ${last} already`);
  while (network.head().slot < last) await network.produceSlot();
  if (missed > 0) await network.skipSlot(missed);
  await network.produceSlot();
  return last;
}

/** viem on the network's RPC, with the network's funded account. */
export function chainClients({ rpcUrl, account }: Pick<Devnet, "rpcUrl" | "account">) {
  const transport = http(rpcUrl);
  return {
    reader: createPublicClient({ transport, cacheTime: 0 }),
    wallet: createWalletClient({ transport, account: privateKeyToAccount(account.privateKey) }),
  };
}

/** Blocks must be produced meanwhile. */
export async function untilMined(
  { reader }: Pick<ReturnType<typeof chainClients>, "reader">,
  hash: Hex,
): Promise<void> {
  await reader.waitForTransactionReceipt({ hash, pollingInterval: 100 });
}

/** The environment in which a command finds a private key. */
export function keyOf({ account }: { readonly account: { readonly privateKey: Hex } }): NodeJS.ProcessEnv {
  return { PUFETH_POR_PRIVATE_KEY: account.privateKey };
}

/** The first spurt's report, as the oracle keeps it. */
export function readFirstReport({ chain, protocol }: Pick<TestNetwork, "chain" | "protocol">) {
  return chain.reader.readContract({
    address: protocol.oracle,
    abi: reservesOracleAbi,
    functionName: "reportOf",
    args: [1n],
  });
}

type Place = Pick<TestNetwork, "network" | "protocol">;

/** What every command on the chain needs to know. */
export function chainArguments({ network, protocol }: Place): string[] {
  return ["--rpc", network.rpcUrl, "--oracle", protocol.oracle];
}

/** And where to read beacon states. */
export function beaconArguments(place: Place): string[] {
  return [...chainArguments(place), "--beacon", place.network.beaconUrl];
}

/** A proof of the first spurt. */
export function proveArguments(place: Place, out: string): string[] {
  return ["prove", ...beaconArguments(place), "--spurt", "1", "--size", "test", "--out", out];
}
