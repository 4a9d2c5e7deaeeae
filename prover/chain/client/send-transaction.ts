/**
 * The only code that sends transactions: each is first simulated as its sender, gets a margin over the gas of the
 * simulation, and counts only after a successful receipt. A dry run stops after the simulation.
 * @module
 */
import {
  type Abi,
  type Address,
  encodeFunctionData,
  keccak256,
  type LocalAccount,
  size,
  type TransactionReceipt,
  WaitForTransactionReceiptTimeoutError,
} from "viem";
import { getAddresses, writeContract } from "viem/actions";
import type { Hex } from "../../hex.ts";
import { GAS_MARGIN, TRANSACTION_BYTES_CAP, TRANSACTION_GAS_CAP } from "../constants.ts";
import type { ChainClient } from "./chain-client.ts";
import {
  ExecutionRpcNonsenseError,
  ExecutionRpcTimeoutError,
  ExecutionRpcUnreachableError,
} from "./rpc-errors.ts";
import {
  AccountError,
  ReceiptTimeoutError,
  SendingInterruptedError,
  TransactionMaybeSentError,
  TransactionRevertedError,
  TransactionTooLargeError,
} from "./transaction-errors.ts";

export const DEFAULT_RECEIPT_TIMEOUT_MS = 180_000;
/** Of a signed transaction, besides its calldata, at most. Source: EIP-1559. */
const ENVELOPE_BYTES = 256;
/** They do not say what became of the request. */
const UNSURE = [ExecutionRpcTimeoutError, ExecutionRpcUnreachableError, ExecutionRpcNonsenseError] as const;

export interface SenderOptions {
  /** Local signer; without one the node's first unlocked account sends. */
  readonly account?: LocalAccount | undefined;
  readonly dryRun?: boolean | undefined;
  /** From sending to mined. */
  readonly receiptTimeoutMs?: number | undefined;
  /** After it aborts no further transaction is sent (reason "SIGINT" or "SIGTERM"); a sent one is still awaited. */
  readonly signal?: AbortSignal | undefined;
}

export interface ContractCall {
  readonly address: Address;
  readonly abi: Abi;
  readonly functionName: string;
  readonly args: readonly unknown[];
}

/** Plain JSON; numbers of the chain are decimal strings. */
export interface TransactionResult {
  readonly call: string;
  /** Gas used by the simulation. */
  readonly estimatedGas: string;
  /** Null in a dry run. */
  readonly sent: {
    readonly transactionHash: Hex;
    readonly blockNumber: string;
    readonly gasUsed: string;
  } | null;
}

/** How far a transaction is. `call`: name of the contract's function. */
export type SendStep =
  | { readonly kind: "simulating" | "sending"; readonly call: string }
  /** It is not mined yet. */
  | { readonly kind: "sent"; readonly call: string; readonly transactionHash: Hex };

export interface Sender {
  readonly from: Address;
  readonly dryRun: boolean;
  /**
   * @throws TransactionTooLargeError, ContractRefusedError where the simulation reverts, TransactionRevertedError, ReceiptTimeoutError,
   * TransactionMaybeSentError where the node failed with it,
   * SendingInterruptedError, and the RPC errors.
   */
  send(call: ContractCall, onStep?: (step: SendStep) => void): Promise<TransactionResult>;
  /** Gas of a call that is not sent. @throws ContractRefusedError, and the RPC errors. */
  simulate(call: ContractCall): Promise<bigint>;
}

/** @throws AccountError where nobody can send. */
export async function createSender(chain: ChainClient, options: SenderOptions): Promise<Sender> {
  const { dryRun = false, receiptTimeoutMs = DEFAULT_RECEIPT_TIMEOUT_MS, signal } = options;
  const account = options.account ?? (await unlockedAccount(chain));
  const from = typeof account === "string" ? account : account.address;

  // By its own hash a transaction can be found, whatever the node answered to it.
  let signedHash: Hex | null = null;
  const signer: Address | LocalAccount =
    typeof account === "string"
      ? account
      : {
          ...account,
          async signTransaction(...args: Parameters<LocalAccount["signTransaction"]>) {
            const serialized = await account.signTransaction(...args);
            signedHash = keccak256(serialized);
            return serialized;
          },
        };

  const simulate = async (call: ContractCall): Promise<bigint> => {
    const { functionName } = call;
    await chain.ask(`eth_call of ${functionName}`, chain.viem.simulateContract({ ...call, account }));
    return chain.ask(
      `eth_estimateGas of ${functionName}`,
      chain.viem.estimateContractGas({ ...call, account }),
    );
  };

  return {
    from,
    dryRun,
    simulate,
    async send(call, onStep = () => {}) {
      const { functionName } = call;
      const bytes = transactionBytes(call);
      if (bytes > TRANSACTION_BYTES_CAP) {
        throw new TransactionTooLargeError(
          functionName,
          "bytes",
          BigInt(bytes),
          BigInt(TRANSACTION_BYTES_CAP),
        );
      }
      onStep({ kind: "simulating", call: functionName });
      const gas = await simulate(call);
      if (gas > TRANSACTION_GAS_CAP) {
        throw new TransactionTooLargeError(functionName, "gas", gas, TRANSACTION_GAS_CAP);
      }
      const result = { call: functionName, estimatedGas: gas.toString() };
      if (dryRun) return { ...result, sent: null };

      if (signal?.aborted) throw new SendingInterruptedError(functionName, signal.reason);
      onStep({ kind: "sending", call: functionName });
      signedHash = null;
      const sending = chain.ask(
        `sending of ${functionName}`,
        writeContract(chain.viem, { ...call, account: signer, chain: null, gas: withMargin(gas) }),
      );
      const transactionHash = await sending.catch((error: Error) => {
        const isUnsure = UNSURE.some((kind) => error instanceof kind);
        const mayBeSent = isUnsure && (typeof account === "string" || signedHash !== null);
        throw mayBeSent ? new TransactionMaybeSentError(functionName, from, signedHash, error) : error;
      });
      onStep({ kind: "sent", call: functionName, transactionHash });
      const receipt = await waitForReceipt(chain, transactionHash, receiptTimeoutMs);
      if (receipt.status !== "success") throw new TransactionRevertedError(transactionHash);
      const { blockNumber, gasUsed } = receipt;
      return {
        ...result,
        sent: { transactionHash, blockNumber: blockNumber.toString(), gasUsed: gasUsed.toString() },
      };
    },
  };
}

/** Its calldata. */
export function encodeCall(call: ContractCall): Hex {
  return encodeFunctionData(call);
}

/** Of the signed transaction with this call, at most. */
export function transactionBytes(call: ContractCall): number {
  return size(encodeCall(call)) + ENVELOPE_BYTES;
}

/**
 * The estimate is for the previous block: the margin covers storage slots that change in between. No margin lifts a
 * transaction above the cap, where it would not be valid.
 */
function withMargin(gas: bigint): bigint {
  const wanted = gas + (gas * GAS_MARGIN.numerator) / GAS_MARGIN.denominator;
  return wanted < TRANSACTION_GAS_CAP ? wanted : TRANSACTION_GAS_CAP;
}

async function unlockedAccount(chain: ChainClient): Promise<Address> {
  const [account] = await chain.ask("eth_accounts", getAddresses(chain.viem));
  if (account === undefined) {
    throw new AccountError(`no key is given and ${chain.name} has no unlocked account`);
  }
  return account;
}

async function waitForReceipt(chain: ChainClient, hash: Hex, timeoutMs: number): Promise<TransactionReceipt> {
  const receipt = chain.viem.waitForTransactionReceipt({ hash, timeout: timeoutMs });
  return chain.ask(
    "eth_getTransactionReceipt",
    receipt.catch((error) => {
      if (error instanceof WaitForTransactionReceiptTimeoutError)
        throw new ReceiptTimeoutError(hash, timeoutMs, error);
      throw error;
    }),
  );
}
