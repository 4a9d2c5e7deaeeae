/**
 * The only code that sends transactions: each is first simulated as its sender, gets a margin over the gas of the
 * simulation, and counts only after a successful receipt. A dry run stops after the simulation.
 *
 * Nothing is sent twice, because the number of each transaction (its nonce) is known before the chain is asked what is to be done:
 * of a transaction that this run did not know of, and of one that this run sends, only one can be mined.
 * @module
 */
import { type Abi, type Address, encodeFunctionData, keccak256, type LocalAccount, size } from "viem";
import { getAddresses, writeContract } from "viem/actions";
import { z } from "zod";
import type { Hex } from "../../hex.ts";
import { GAS_MARGIN, TRANSACTION_BYTES_CAP, TRANSACTION_GAS_CAP } from "../constants.ts";
import { readCounts } from "./account-counts.ts";
import { askRaw } from "./ask-raw.ts";
import { awaitEarlier } from "./await-earlier.ts";
import { awaitReceipt } from "./await-receipt.ts";
import type { ChainClient } from "./chain-client.ts";
import { hashSchema } from "./hash-schema.ts";
import { repeatUntil } from "./repeat-until.ts";
import {
  ExecutionRpcNonsenseError,
  ExecutionRpcRefusedError,
  ExecutionRpcTimeoutError,
  ExecutionRpcUnreachableError,
} from "./rpc-errors.ts";
import {
  AccountError,
  AccountUsedError,
  EarlierTransactionsError,
  SendingInterruptedError,
  TransactionMaybeSentError,
  TransactionRemovedError,
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
  readonly dryRun: boolean;
  /**
   * @throws AccountError where nobody can send, TransactionTooLargeError, ContractRefusedError where the simulation reverts,
   * TransactionRevertedError, ReceiptTimeoutError, TransactionReplacedError, TransactionMaybeSentError where the node failed with
   * it, AccountUsedError, TransactionRemovedError, SendingInterruptedError, and the RPC errors.
   */
  send(call: ContractCall, onStep?: (step: SendStep) => void): Promise<TransactionResult>;
}

/**
 * Made BEFORE the chain is asked what is to be done: it waits for transactions of the account that an earlier run has sent.
 * @throws EarlierTransactionsError, SendingInterruptedError, and the RPC errors.
 */
export async function createSender(chain: ChainClient, options: SenderOptions): Promise<Sender> {
  const { dryRun = false, receiptTimeoutMs = DEFAULT_RECEIPT_TIMEOUT_MS, signal } = options;
  // Without one nobody can send. Whether somebody has to is not known yet.
  const found = options.account ?? (await unlockedAccount(chain));
  const address = typeof found === "object" ? found.address : found;
  let nonce =
    dryRun || address === undefined ? 0 : await awaitEarlier(chain, address, receiptTimeoutMs, signal);
  let last: NonNullable<TransactionResult["sent"]> | undefined;

  const simulate = async (call: ContractCall, account: Address | LocalAccount): Promise<bigint> => {
    const { functionName } = call;
    await chain.ask(`eth_call of ${functionName}`, chain.viem.simulateContract({ ...call, account }));
    return chain.ask(
      `eth_estimateGas of ${functionName}`,
      chain.viem.estimateContractGas({ ...call, account }),
    );
  };

  /** What this run has sent is on chain, and nothing else of the account came in between. */
  const requireTurn = async (from: Address, functionName: string) => {
    let lacking = 0;
    const next = await repeatUntil(chain, receiptTimeoutMs, async () => {
      const { mined, known } = await readCounts(chain, from);
      lacking = nonce - mined;
      return lacking > 0 ? undefined : known;
    });
    // The chain took one back, or another node answers, which has fallen behind.
    if (next === undefined && last === undefined)
      throw new EarlierTransactionsError(from, lacking, receiptTimeoutMs);
    if (next === undefined) throw new TransactionRemovedError(last!.transactionHash, last!.blockNumber);
    if (next > nonce) throw new AccountUsedError(functionName, from, nonce, next);
  };

  return {
    dryRun,
    async send(call, onStep = () => {}) {
      const account = requireAccount(chain, found);
      const from = typeof account === "string" ? account : account.address;
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
      if (!dryRun) await requireTurn(from, functionName);
      const gas = await simulate(call, account);
      if (gas > TRANSACTION_GAS_CAP) {
        throw new TransactionTooLargeError(functionName, "gas", gas, TRANSACTION_GAS_CAP);
      }
      const result = { call: functionName, estimatedGas: gas.toString() };
      if (dryRun) return { ...result, sent: null };

      if (signal?.aborted) throw new SendingInterruptedError(functionName, signal.reason);
      onStep({ kind: "sending", call: functionName });
      const hash = await submit(chain, call, { account, from, nonce, gas: withMargin(gas) });
      onStep({ kind: "sent", call: functionName, transactionHash: hash });
      const sent = { hash, call: functionName, from, nonce, to: call.address, data: encodeCall(call) };
      const receipt = await awaitReceipt(chain, sent, receiptTimeoutMs);
      nonce += 1;
      const { transactionHash, blockNumber, gasUsed } = receipt;
      last = { transactionHash, blockNumber: blockNumber.toString(), gasUsed: gasUsed.toString() };
      if (receipt.status !== "0x1") throw new TransactionRevertedError(transactionHash);
      return { ...result, sent: last };
    },
  };
}

interface Submission {
  readonly account: Address | LocalAccount;
  readonly from: Address;
  readonly nonce: number;
  readonly gas: bigint;
}

/** @returns its hash. @throws TransactionMaybeSentError, and the RPC errors. */
async function submit(
  chain: ChainClient,
  call: ContractCall,
  { account, from, nonce, gas }: Submission,
): Promise<Hex> {
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
  const sending = chain.ask(
    `sending of ${call.functionName}`,
    writeContract(chain.viem, { ...call, account: signer, chain: null, gas, nonce }),
  );
  // What a node says is the hash can be another's.
  const hash = sending.then((answered) => signedHash ?? requireHash(chain, call.functionName, answered));
  return hash.catch(async (error: Error) => {
    if (signedHash !== null && (await isTaken(chain, signedHash, error))) return signedHash;
    const isUnsure = UNSURE.some((kind) => error instanceof kind);
    const mayBeSent = isUnsure && (typeof account === "string" || signedHash !== null);
    throw mayBeSent ? new TransactionMaybeSentError(call.functionName, from, signedHash, error) : error;
  });
}

function requireHash(chain: ChainClient, functionName: string, answered: unknown): Hex {
  if (hashSchema.safeParse(answered).success) return answered as Hex;
  throw new ExecutionRpcNonsenseError(chain.name, `sending of ${functionName}`, undefined, "it is no hash");
}

/** Something between here and the node may have sent it twice: then the second answer is a refusal. */
async function isTaken(chain: ChainClient, hash: Hex, refusal: Error): Promise<boolean> {
  if (!(refusal instanceof ExecutionRpcRefusedError)) return false;
  if (refusal.isKnown) return true;
  const found = askRaw(chain, z.looseObject({}).nullable(), "eth_getTransactionByHash", [hash]);
  return found.then(
    (transaction) => transaction !== null,
    () => false,
  );
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

async function unlockedAccount(chain: ChainClient): Promise<Address | undefined> {
  return (await chain.ask("eth_accounts", getAddresses(chain.viem)))[0];
}

function requireAccount<T>(chain: ChainClient, account: T | undefined): T {
  if (account !== undefined) return account;
  throw new AccountError(`no key is given and ${chain.name} has no unlocked account`);
}

/** @throws AccountError where neither a key is given nor the node has one. */
export async function requireUnlockedAccount(chain: ChainClient): Promise<void> {
  requireAccount(chain, await unlockedAccount(chain));
}
