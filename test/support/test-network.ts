/**
 * A real network with the whole protocol on it, for tests: the `test` circuit with development keys, its verifier,
 * registry, token, two pools and oracle; and a registry that makes two pages of that circuit.
 * @module
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createPublicClient, createWalletClient, http } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { type RegistryEntry, registryToJson } from "../../prover/plan/registry.ts";
import { deployProtocol, type Protocol } from "../../scripts/contracts/deploy-protocol.ts";
import { forgeBuild } from "../../scripts/contracts/forge.ts";
import { writePageVerifier } from "../../scripts/contracts/write-page-verifier.ts";
import type { DevnetFork } from "../../scripts/devnet/beacon-config.ts";
import { type Devnet, startDevnet } from "../../scripts/devnet/start-devnet.ts";
import { setUpSize } from "../../scripts/set-up-size.ts";

const PRINCIPAL_GWEI = 32_000_000_000n;

/**
 * Two pages, at both ends of the list of 64 validators. 70 does not exist yet; some hold more than their principal,
 * some less; 3 compounds and holds about 1,000 ETH (scripts/devnet/genesis-validators.ts).
 */
export const TEST_REGISTRY: readonly RegistryEntry[] = [0, 1, 2, 3, 4, 5, 60, 61, 63, 70].map((index) => ({
  index,
  principalGwei: index === 3 ? 1_000_000_000_000n : PRINCIPAL_GWEI,
}));
export const TEST_POOL_DEPOSITS_WEI = [96_500_000_000_000_000_001n, 32_000_000_000_000_000_000n] as const;
export const TEST_SUPPLY_WEI = 1_234_567_890_123_456_789_012n;

/** Between blocks while transactions wait for them. On the network's own clock it is 12 s. */
export const SLOT_INTERVAL_MS = 250;

/** Compiles circuit and contracts and makes keys, where they are not there yet. @returns the verifier's name. */
export async function setUpTestCircuit(): Promise<string> {
  await setUpSize("test", () => {});
  const verifierName = await writePageVerifier("test");
  await forgeBuild();
  return verifierName;
}

export interface TestNetwork {
  readonly network: Devnet;
  readonly protocol: Protocol;
  readonly chain: ReturnType<typeof chainClients>;
}

/** No blocks are produced when it returns. @param verifierName  from `setUpTestCircuit`. */
export async function startTestNetwork(fork: DevnetFork, verifierName: string): Promise<TestNetwork> {
  const network = await startDevnet({ fork });
  try {
    const blocks = network.run(SLOT_INTERVAL_MS);
    const protocol = await deployProtocol(network, {
      verifierName,
      registry: TEST_REGISTRY,
      supplyWei: TEST_SUPPLY_WEI,
      poolDepositsWei: TEST_POOL_DEPOSITS_WEI,
    });
    await blocks.stop();
    return { network, protocol, chain: chainClients(network) };
  } catch (error) {
    await network.stop();
    throw error;
  }
}

/** viem on the network's RPC, with the network's funded account. */
export function chainClients({ rpcUrl, account }: Devnet) {
  const transport = http(rpcUrl);
  return {
    reader: createPublicClient({ transport, cacheTime: 0 }),
    wallet: createWalletClient({ transport, account: privateKeyToAccount(account.privateKey) }),
  };
}

/** @returns Path of a registry file in `folder`. */
export function writeRegistryFile(
  folder: string,
  registry: readonly RegistryEntry[] = TEST_REGISTRY,
): string {
  const path = join(folder, `registry-of-${registry.length}.json`);
  writeFileSync(path, JSON.stringify(registryToJson(registry)));
  return path;
}

/** What `prove` needs to know of a network to include pools and supply; `slot` as on the command line. */
export function proveArguments(
  { network, protocol }: Pick<TestNetwork, "network" | "protocol">,
  { slot, registryFile, out }: { slot: string; registryFile: string; out: string },
): string[] {
  return [
    ...["prove", "--beacon", network.beaconUrl, "--slot", slot, "--registry", registryFile, "--size", "test"],
    ...["--rpc", network.rpcUrl, "--oracle", protocol.oracle, "--out", out],
  ];
}
