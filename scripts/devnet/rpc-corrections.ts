/**
 * What `@ethereumjs/client` 0.10.5 answers differently from other execution clients, put right by asking it in another
 * way. Nothing is made up here: every answer comes from the client.
 *
 * - `eth_estimateGas` prices a request with `maxFeePerGas` at zero unless it also names its type, and refuses it;
 *   a transaction that reverts gets an estimate instead of an error; and the estimate is the gas used AFTER refunds,
 *   without the 64th that every inner call holds back (EIP-150), so a transaction with just that much runs out of gas.
 * - `eth_getTransactionCount` of "pending" counts what waits only for an address in lower case.
 * - A block named by hash (EIP-1898, or a bare hash) is read as a block number. The network never abandons a block, so
 *   a known hash and its number mean the same block.
 * @module
 */
import { quantity } from "./execution-payload.ts";

export interface RpcCall {
  readonly jsonrpc: "2.0";
  readonly id?: unknown;
  readonly method: string;
  readonly params?: readonly unknown[];
}

export interface RpcAnswer {
  readonly jsonrpc: "2.0";
  readonly id?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
}

type Forward = (call: RpcCall) => Promise<RpcAnswer>;

/** The gas limit of every block, and so the most that a transaction can use. */
const BLOCK_GAS_LIMIT = 30_000_000n;
/** Methods that name a block, and at which parameter. */
const BLOCK_PARAMETER: Readonly<Record<string, number>> = {
  eth_call: 1,
  eth_estimateGas: 1,
  eth_getBalance: 1,
  eth_getCode: 1,
  eth_getProof: 2,
  eth_getStorageAt: 2,
  eth_getTransactionCount: 1,
};

export async function answerRpc(call: RpcCall, forward: Forward): Promise<RpcAnswer> {
  const position = BLOCK_PARAMETER[call.method];
  const hash = position === undefined ? undefined : blockHashOf(call.params?.[position]);
  if (position !== undefined && hash !== undefined) {
    const found = await forward({ ...call, method: "eth_getBlockByHash", params: [hash, false] });
    const block = found.result as { number: string } | null | undefined;
    if (!block) return { ...found, error: found.error ?? { code: -32000, message: `unknown block ${hash}` } };
    const params = call.params?.with(position, block.number) ?? [];
    return answerRpc({ ...call, params }, forward);
  }
  if (call.method === "eth_getTransactionCount") {
    return forward({ ...call, params: call.params?.with(0, String(call.params[0]).toLowerCase()) ?? [] });
  }
  return call.method === "eth_estimateGas" ? estimateGas(call, forward) : forward(call);
}

async function estimateGas(call: RpcCall, forward: Forward): Promise<RpcAnswer> {
  const [transaction, block = "latest"] = call.params ?? [];
  const request = transaction as { gas?: string; maxFeePerGas?: string };
  const gas = request.gas ?? quantity(BLOCK_GAS_LIMIT);
  const trial = await forward({ ...call, method: "eth_call", params: [{ ...request, gas }, block] });
  if (trial.error) return trial;
  const typed = request.maxFeePerGas === undefined ? request : { ...request, type: "0x2" };
  const used = await forward({ ...call, params: [typed, block] });
  if (used.error) return used;
  // A fifth at most is refunded (EIP-3529): a quarter more makes up for it, and as much again for inner calls.
  const estimate = (BigInt(used.result as string) * 3n) / 2n;
  return { ...used, result: quantity(estimate < BLOCK_GAS_LIMIT ? estimate : BLOCK_GAS_LIMIT) };
}

function blockHashOf(block: unknown): string | undefined {
  const hash = typeof block === "object" && block !== null && "blockHash" in block ? block.blockHash : block;
  return typeof hash === "string" && /^0x[0-9a-fA-F]{64}$/.test(hash) ? hash : undefined;
}
