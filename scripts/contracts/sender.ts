/**
 * The transactions of a deployment, and one who sends them: to a network, until they are mined. (In process:
 * in-process-chain.ts.)
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
} from "viem";
import { privateKeyToAccount } from "viem/accounts";
import type { Devnet } from "../devnet/start-devnet.ts";
import type { ContractArtifact } from "./forge.ts";

/** A limit for what hangs: a busy machine takes its time. */
const MINED_WITHIN_MS = 600_000;

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
  /**
   * Sends steps that do not depend on one another, and waits for all of them: a block or two.
   * @returns the address that each of them deploys to, whether it deploys or not.
   */
  sendAll(steps: readonly Step[]): Promise<Address[]>;
  /** Where the contract stands that will be deployed after so many further steps. */
  addressAfter(steps: number): Promise<Address>;
}

export interface NetworkSender extends Sender {
  /** When each step was mined, seconds, in their order. */
  minedAt(): readonly bigint[];
}

/** Nobody else may send from the account meanwhile: nonces are counted here. */
export function createSender({
  rpcUrl,
  chainId,
  account: { privateKey },
}: Pick<Devnet, "rpcUrl" | "chainId" | "account">): NetworkSender {
  const account = privateKeyToAccount(privateKey);
  const chain = defineChain({
    id: chainId,
    name: "development network",
    nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
    rpcUrls: { default: { http: [rpcUrl] } },
  });
  const reader = createPublicClient({ chain, transport: http(rpcUrl), pollingInterval: 100, cacheTime: 0 });
  // What is sent together goes in one request, and so into one block (rpc-server.ts).
  const wallet = createWalletClient({ account, chain, transport: http(rpcUrl, { batch: true }) });
  const minedAt: bigint[] = [];

  const sendAll = async (steps: readonly Step[]): Promise<Address[]> => {
    const first = await reader.getTransactionCount({ address: account.address });
    const signed: Hex[] = [];
    for (const [i, { to, data, valueWei = 0n }] of steps.entries()) {
      const request = await wallet.prepareTransactionRequest({
        nonce: first + i,
        to: to ?? null,
        value: valueWei,
        ...(data ? { data } : {}),
      });
      signed.push(await wallet.signTransaction(request as never));
    }
    const hashes = await Promise.all(
      signed.map((serializedTransaction) => wallet.sendRawTransaction({ serializedTransaction })),
    );
    for (const hash of hashes) {
      const receipt = await reader.waitForTransactionReceipt({ hash, timeout: MINED_WITHIN_MS });
      if (receipt.status !== "success") throw new Error(`Transaction ${hash} was reverted`);
      minedAt.push((await reader.getBlock({ blockNumber: receipt.blockNumber })).timestamp);
    }
    return steps.map((_, i) => getContractAddress({ from: account.address, nonce: BigInt(first + i) }));
  };
  const addressAfter = async (steps: number): Promise<Address> => {
    const { address } = account;
    const nonce = await reader.getTransactionCount({ address });
    return getContractAddress({ from: address, nonce: BigInt(nonce + steps) });
  };
  return { address: account.address, sendAll, addressAfter, minedAt: () => minedAt };
}
