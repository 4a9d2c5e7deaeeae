/**
 * Deploys what the dev network needs for a rate: Poseidon, registry, token, two pools, verifier and oracle.
 * @module
 */
import { poseidonContract } from "circomlibjs";
import {
  type Abi,
  type Address,
  createPublicClient,
  createWalletClient,
  defineChain,
  type Hex,
  http,
  type PublicClient,
} from "viem";
import { privateKeyToAccount } from "viem/accounts";
import type { RegistryEntry } from "../../prover/plan/registry.ts";
import { layoutOf } from "../../prover/state/layout.ts";
import type { Devnet } from "../devnet/start-devnet.ts";
import { type ContractArtifact, contractArtifact } from "./forge.ts";

/** OpenZeppelin's ERC20 keeps `_totalSupply` in its third slot; a forge test looks. */
const ERC20_SUPPLY_SLOT = 2n;

/** Where to deploy, and what the oracle must know of the beacon chain there. */
export type DeploymentTarget = Pick<
  Devnet,
  "rpcUrl" | "chainId" | "account" | "fork" | "genesisTime" | "secondsPerSlot"
>;

export interface ProtocolPlan {
  readonly verifierName: string;
  readonly registry: readonly RegistryEntry[];
  readonly supplyWei: bigint;
  /** One amount a pool, wei. */
  readonly poolDepositsWei: readonly bigint[];
}

export interface Protocol {
  readonly oracle: Address;
  readonly token: Address;
  readonly registry: Address;
  readonly pools: readonly Address[];
}

/** @throws when a transaction reverts or is not mined. Blocks must be produced meanwhile. */
export async function deployProtocol(target: DeploymentTarget, plan: ProtocolPlan): Promise<Protocol> {
  const sender = createSender(target);
  const poseidon = await sender.deploy({
    abi: poseidonContract.generateABI(3) as Abi,
    bytecode: poseidonContract.createCode(3) as Hex,
  });
  const registry = await sender.deploy(contractArtifact("ValidatorRegistry"), [sender.address, poseidon]);
  await sender.write(contractArtifact("ValidatorRegistry").abi, registry, "append", [
    plan.registry.map(({ index }) => BigInt(index)),
    plan.registry.map(({ principalGwei }) => principalGwei),
  ]);
  const token = await sender.deploy(contractArtifact("DemoPufETH"), [sender.address]);
  await sender.write(contractArtifact("DemoPufETH").abi, token, "mint", [sender.address, plan.supplyWei]);
  const pools: Address[] = [];
  for (const depositWei of plan.poolDepositsWei) {
    const pool = await sender.deploy(contractArtifact("DemoPool"));
    await sender.send(pool, depositWei);
    pools.push(pool);
  }
  const layout = layoutOf(target.fork);
  const oracle = await sender.deploy(contractArtifact("ReservesOracle"), [
    {
      verifier: await sender.deploy(contractArtifact(plan.verifierName)),
      registry,
      token,
      supplySlot: ERC20_SUPPLY_SLOT,
      pools,
      genesisTime: BigInt(target.genesisTime),
      secondsPerSlot: BigInt(target.secondsPerSlot),
      layouts: [
        {
          activationTimestamp: BigInt(target.genesisTime),
          balancesGindex: layout.balancesGindex,
          executionStateRootGindex: layout.executionStateRootGindex,
        },
      ],
    },
  ]);
  return { oracle, token, registry, pools };
}

function createSender({ rpcUrl, chainId, account: { privateKey } }: DeploymentTarget) {
  const account = privateKeyToAccount(privateKey);
  const chain = defineChain({
    id: chainId,
    name: "development network",
    nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
    rpcUrls: { default: { http: [rpcUrl] } },
  });
  const publicClient: PublicClient = createPublicClient({
    chain,
    transport: http(rpcUrl),
    pollingInterval: 200,
  });
  const wallet = createWalletClient({ account, chain, transport: http(rpcUrl) });
  const mined = async (hash: Hex) => {
    const receipt = await publicClient.waitForTransactionReceipt({ hash, timeout: 60_000 });
    if (receipt.status !== "success") throw new Error(`Transaction ${hash} was reverted`);
    return receipt;
  };
  return {
    address: account.address,
    async deploy({ abi, bytecode }: ContractArtifact, args: readonly unknown[] = []): Promise<Address> {
      const receipt = await mined(await wallet.deployContract({ abi, bytecode, args }));
      return receipt.contractAddress!;
    },
    async write(abi: Abi, address: Address, functionName: string, args: readonly unknown[]): Promise<void> {
      await mined(await wallet.writeContract({ abi, address, functionName, args }));
    },
    async send(to: Address, value: bigint): Promise<void> {
      await mined(await wallet.sendTransaction({ to, value }));
    },
  };
}
