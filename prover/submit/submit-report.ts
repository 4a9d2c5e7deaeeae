/**
 * Brings a bundle to the oracle: verifies it here, asks the chain whether it fits, simulates, sends, waits, and reads
 * the report back. Nothing is sent unless everything before it holds.
 * @module
 */
import {
  type Address,
  createWalletClient,
  http,
  type LocalAccount,
  type TransactionReceipt,
  WaitForTransactionReceiptTimeoutError,
} from "viem";
import type { BundleSummary } from "../bundle/bundle-summary.ts";
import type { Bundle, VerificationKey } from "../bundle/schema.ts";
import { verifyBundle } from "../bundle/verify-bundle.ts";
import type { Hex } from "../hex.ts";
import { type ChainClient, createChainClient } from "./chain-client.ts";
import {
  AccountError,
  DevelopmentKeysError,
  NotSubmittableError,
  ReceiptTimeoutError,
  RpcContradictionError,
  TransactionRevertedError,
} from "./chain-errors.ts";
import { checkOracle } from "./check-oracle.ts";
import { reportArguments } from "./encode-report.ts";
import { findNextTimestamp } from "./find-next-timestamp.ts";
import { isPublicChain } from "./public-chains.ts";
import { reservesOracleAbi as abi } from "./reserves-oracle-abi.ts";

const DEFAULT_RECEIPT_TIMEOUT_MS = 180_000;
const RECEIPT_POLLING_MS = 1_000;

export interface SubmitOptions {
  readonly rpcUrl: string;
  readonly oracle: Address;
  /** Signs here; without one the node's first unlocked account sends. */
  readonly account?: LocalAccount | undefined;
  readonly trustedVerificationKey?: VerificationKey | undefined;
  /** For one answer of the RPC. */
  readonly rpcTimeoutMs?: number;
  /** From sending to mined. */
  readonly receiptTimeoutMs?: number;
  /** Called with each step in words. */
  readonly onStep?: (step: string) => void;
}

/** Plain JSON; amounts are decimal strings. */
export interface SubmitReceipt {
  readonly transactionHash: Hex;
  readonly blockNumber: string;
  readonly gasUsed: string;
  readonly from: Address;
  readonly oracle: Address;
  readonly chainId: number;
  /** What was reported; the oracle held its rate after the transaction. */
  readonly bundle: BundleSummary;
}

/** @throws The errors of `verifyBundle` and of `chain-errors.ts`. */
export async function submitReport(bundle: Bundle, options: SubmitOptions): Promise<SubmitReceipt> {
  const { oracle, onStep = () => {} } = options;
  if (bundle.execution === null) throw new NotSubmittableError();
  onStep("verifying the bundle");
  const { trustedVerificationKey } = options;
  const summary = await verifyBundle(bundle, { trustedVerificationKey });

  onStep("asking the chain for the proved block");
  const chain = createChainClient(options.rpcUrl, options.rpcTimeoutMs);
  const chainId = await chain.ask("eth_chainId", chain.viem.getChainId());
  if (summary.keys === "development" && isPublicChain(chainId)) throw new DevelopmentKeysError(chainId);
  const nextTimestamp = await findNextTimestamp(bundle, chain);
  await checkOracle(bundle, summary, oracle, chain);

  const account = options.account ?? (await unlockedAccount(options.rpcUrl, chain));
  const from = typeof account === "string" ? account : account.address;
  const call = {
    address: oracle,
    abi,
    functionName: "report",
    args: reportArguments(bundle, nextTimestamp),
    account,
  } as const;
  onStep("simulating the report");
  await chain.ask("eth_call of report", chain.viem.simulateContract(call));
  const gas = await chain.ask("eth_estimateGas of report", chain.viem.estimateContractGas(call));

  onStep("sending the report");
  const wallet = createWalletClient({ account, transport: http(options.rpcUrl, { retryCount: 0 }) });
  const transactionHash = await chain.ask(
    "sending of report",
    wallet.writeContract({ ...call, chain: null, gas: withMargin(gas) }),
  );
  onStep(`waiting for ${transactionHash}`);
  const receipt = await waitForReceipt(
    chain,
    transactionHash,
    options.receiptTimeoutMs ?? DEFAULT_RECEIPT_TIMEOUT_MS,
  );
  if (receipt.status !== "success") throw new TransactionRevertedError(transactionHash);

  await readReportBack(chain, oracle, summary, receipt.blockNumber);
  return {
    transactionHash,
    blockNumber: receipt.blockNumber.toString(),
    gasUsed: receipt.gasUsed.toString(),
    from,
    oracle,
    chainId,
    bundle: summary,
  };
}

/** The estimate is for the block before: a little more, so that a changed storage slot does not fail it. */
function withMargin(gas: bigint): bigint {
  return gas + gas / 10n;
}

async function unlockedAccount(rpcUrl: string, chain: ChainClient): Promise<Address> {
  const wallet = createWalletClient({ transport: http(rpcUrl) });
  const accounts = await chain.ask("eth_accounts", wallet.getAddresses());
  const account = accounts[0];
  if (account === undefined)
    throw new AccountError(`no key is given and ${chain.name} has no unlocked account`);
  return account;
}

async function waitForReceipt(chain: ChainClient, hash: Hex, timeoutMs: number): Promise<TransactionReceipt> {
  const receipt = chain.viem.waitForTransactionReceipt({
    hash,
    timeout: timeoutMs,
    pollingInterval: RECEIPT_POLLING_MS,
  });
  return chain.ask(
    "eth_getTransactionReceipt",
    receipt.catch((error) => {
      if (error instanceof WaitForTransactionReceiptTimeoutError)
        throw new ReceiptTimeoutError(hash, timeoutMs, error);
      throw error;
    }),
  );
}

/** At the block of the report itself: a later one may already hold another report. */
async function readReportBack(
  chain: ChainClient,
  oracle: Address,
  { blockRoot, rate }: BundleSummary,
  blockNumber: bigint,
): Promise<void> {
  const answer = chain.viem.readContract({ address: oracle, abi, functionName: "latestReport", blockNumber });
  const report = await chain.ask("latestReport() of the oracle", answer);
  const expected = `rate ${rate} of block ${blockRoot}`;
  const found = `rate ${report.rate} of block ${report.blockRoot}`;
  if (found !== expected) throw new RpcContradictionError(chain.name, "The oracle's report", expected, found);
}
