/**
 * Sends the transactions of a deployment from one account and waits until they are mined.
 * @module
 */
import {
  type Abi,
  type Address,
  createPublicClient,
  createWalletClient,
  defineChain,
  encodeDeployData,
  encodeFunctionData,
  getContractAddress,
  type Hex,
  http,
  type PublicClient,
} from "viem";
import { privateKeyToAccount } from "viem/accounts";
import type { Devnet } from "../devnet/start-devnet.ts";
import type { ContractArtifact } from "./forge.ts";

/** A transaction as it will be sent; a deployment has no `to`. */
export interface Step {
  readonly to?: Address;
  readonly data?: Hex;
  readonly valueWei?: bigint;
}

export function deployment(
  { abi, bytecode }: Pick<ContractArtifact, "abi" | "bytecode">,
  args: readonly unknown[] = [],
): Step {
  return { data: encodeDeployData({ abi, bytecode, args }) };
}

export function call(abi: Abi, to: Address, functionName: string, args: readonly unknown[]): Step {
  return { to, data: encodeFunctionData({ abi, functionName, args }) };
}

export interface Sender {
  readonly address: Address;
  readonly publicClient: PublicClient;
  /**
   * Sends steps that do not depend on one another, and waits for all of them: a block or two.
   * @returns the address that each of them deploys to, whether it deploys or not.
   */
  sendAll(steps: readonly Step[]): Promise<Address[]>;
  /** One step. */
  send(step: Step): Promise<Address>;
}

/** Nobody else may send from the account meanwhile: nonces are counted here. */
export function createSender({
  rpcUrl,
  chainId,
  account: { privateKey },
}: Pick<Devnet, "rpcUrl" | "chainId" | "account">): Sender {
  const account = privateKeyToAccount(privateKey);
  const chain = defineChain({
    id: chainId,
    name: "development network",
    nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
    rpcUrls: { default: { http: [rpcUrl] } },
  });
  const transport = http(rpcUrl);
  const publicClient: PublicClient = createPublicClient({ chain, transport, pollingInterval: 200 });
  const wallet = createWalletClient({ account, chain, transport });

  const sendAll = async (steps: readonly Step[]): Promise<Address[]> => {
    const first = await publicClient.getTransactionCount({ address: account.address });
    const hashes: Hex[] = [];
    for (const [i, { to, data, valueWei }] of steps.entries()) {
      hashes.push(
        await wallet.sendTransaction({
          nonce: first + i,
          to: to ?? null,
          value: valueWei ?? 0n,
          ...(data ? { data } : {}),
        }),
      );
    }
    for (const hash of hashes) {
      const receipt = await publicClient.waitForTransactionReceipt({ hash, timeout: 60_000 });
      if (receipt.status !== "success") throw new Error(`Transaction ${hash} was reverted`);
    }
    return steps.map((_, i) => getContractAddress({ from: account.address, nonce: BigInt(first + i) }));
  };
  return {
    address: account.address,
    publicClient,
    sendAll,
    send: async (step) => (await sendAll([step]))[0]!,
  };
}
