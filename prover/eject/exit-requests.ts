/**
 * Requests to exit validators from the execution layer (EIP-7002): the account in the credentials asks, with the public
 * key and the amount 0, which means all. An EigenPod asks for its owner: `requestWithdrawal`, with the fee of each
 * request as value. Everything is simulated as its sender; nothing is sent.
 * Source: EIP-7002 (predeploy, fee, 56 bytes of a request); eigenlayer-contracts `IEigenPod` (podOwner, requestWithdrawal).
 * @module
 */
import { type Address, BaseError, concatHex, encodeFunctionData, getAddress, parseAbi } from "viem";
import type { ChainClient } from "../chain/client/chain-client.ts";
import { ProverError } from "../errors.ts";
import type { Hex } from "../hex.ts";
import { WithdrawalFeeError } from "./errors.ts";

/** On every chain since Prague. */
export const WITHDRAWAL_REQUESTS_ADDRESS: Address = "0x00000961Ef480Eb55e80D19ad83579A64c007002";
/** An amount of 0 is a full exit: uint64, big-endian. */
const FULL_EXIT_AMOUNT: Hex = `0x${"00".repeat(8)}`;
/** A word: what the predeploy answers. */
const FEE_DIGITS = 64;

export const eigenPodAbi = parseAbi([
  "function podOwner() view returns (address)",
  "struct WithdrawalRequest { bytes pubkey; uint64 amountGwei; }",
  "function requestWithdrawal(WithdrawalRequest[] requests) payable",
]);

export interface ExitCall {
  readonly from: Address;
  readonly to: Address;
  readonly data: Hex;
  readonly valueWei: bigint;
  /** What a simulation at the latest block said: the gas, or why it fails. */
  readonly simulation: { readonly gas: bigint } | { readonly failure: string };
}

export interface PodExits {
  readonly pod: Address;
  /** Null: the pod's account has no `podOwner`, and sends each request itself. */
  readonly owner: Address | null;
  readonly pubkeys: readonly Hex[];
  /** Of one request, at the latest block. It rises with the requests in a block. */
  readonly feeWei: bigint;
  readonly calls: readonly ExitCall[];
}

/**
 * @param exits  pods and the public keys to exit, in order.
 * @throws WithdrawalFeeError where the chain has no such requests, and the RPC errors.
 */
export async function exitRequests(
  chain: ChainClient,
  exits: ReadonlyMap<Hex, readonly Hex[]>,
): Promise<PodExits[]> {
  if (exits.size === 0) return [];
  const feeWei = await requestFee(chain);
  const requests: PodExits[] = [];
  for (const [podHex, pubkeys] of exits) {
    const pod = getAddress(podHex);
    const owner = await ownerOf(chain, pod);
    const calls = owner === null ? ownCalls(pod, pubkeys, feeWei) : [podCall(pod, owner, pubkeys, feeWei)];
    const simulated: ExitCall[] = [];
    for (const call of calls) simulated.push({ ...call, simulation: await simulate(chain, call) });
    requests.push({ pod, owner, pubkeys, feeWei, calls: simulated });
  }
  return requests;
}

type Unsimulated = Omit<ExitCall, "simulation">;

function podCall(pod: Address, owner: Address, pubkeys: readonly Hex[], feeWei: bigint): Unsimulated {
  const requests = pubkeys.map((pubkey) => ({ pubkey, amountGwei: 0n }));
  const data = encodeFunctionData({ abi: eigenPodAbi, functionName: "requestWithdrawal", args: [requests] });
  return { from: owner, to: pod, data, valueWei: feeWei * BigInt(pubkeys.length) };
}

function ownCalls(pod: Address, pubkeys: readonly Hex[], feeWei: bigint): Unsimulated[] {
  return pubkeys.map((pubkey) => ({
    from: pod,
    to: WITHDRAWAL_REQUESTS_ADDRESS,
    data: concatHex([pubkey, FULL_EXIT_AMOUNT]),
    valueWei: feeWei,
  }));
}

async function requestFee(chain: ChainClient): Promise<bigint> {
  const call = chain.viem.call({ to: WITHDRAWAL_REQUESTS_ADDRESS });
  const { data } = await chain.ask("fee of a withdrawal request (EIP-7002)", call);
  if (data?.length !== 2 + FEE_DIGITS) throw new WithdrawalFeeError(chain.name, data ?? "0x");
  return BigInt(data);
}

async function ownerOf(chain: ChainClient, pod: Address): Promise<Address | null> {
  const data = encodeFunctionData({ abi: eigenPodAbi, functionName: "podOwner" });
  // A revert is an answer: the account is another contract.
  const answer = chain.viem.call({ to: pod, data }).catch((error: unknown) => {
    if (isRevert(error)) return { data: undefined };
    throw error;
  });
  const { data: word } = await chain.ask(`podOwner() of ${pod}`, answer);
  if (word === undefined || !/^0x0{24}[0-9a-fA-F]{40}$/.test(word) || BigInt(word) === 0n) return null;
  return getAddress(`0x${word.slice(-40)}`);
}

async function simulate(chain: ChainClient, call: Unsimulated): Promise<ExitCall["simulation"]> {
  const { from, to, data, valueWei } = call;
  try {
    const estimate = chain.viem.estimateGas({ account: from, to, data, value: valueWei });
    return { gas: await chain.ask(`eth_estimateGas as ${from}`, estimate) };
  } catch (error) {
    // The node refuses the call, e.g. it reverts or the sender lacks funds. What is no answer is thrown.
    if (!(error instanceof ProverError) || !REFUSALS.includes(error.code)) throw error;
    return { failure: error.message };
  }
}

const REFUSALS = ["EXECUTION_RPC_REFUSED", "CONTRACT_REFUSED"];

function isRevert(error: unknown): boolean {
  return error instanceof BaseError && /revert|invalid opcode|out of gas/i.test(error.message);
}
