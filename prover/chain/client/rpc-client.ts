/**
 * An execution RPC client with typed errors for timeouts, connection failures, JSON-RPC errors and malformed answers.
 * Answers are not trusted here.
 * @module
 */
import {
  BaseError,
  createPublicClient,
  HttpRequestError,
  http,
  type PublicClient,
  RpcRequestError,
  TimeoutError,
} from "viem";
import { ProverError } from "../../errors.ts";
import { redactUrl } from "../../redact.ts";
import {
  ExecutionRpcNonsenseError,
  ExecutionRpcRefusedError,
  ExecutionRpcTimeoutError,
  ExecutionRpcUnreachableError,
} from "./rpc-errors.ts";

export const DEFAULT_RPC_TIMEOUT_MS = 20_000;
/** Two more attempts after a connection failure; viem does not retry requests that a node rejected. */
const RETRIES = 2;

export interface RpcClient {
  readonly viem: PublicClient;
  /** Awaits an answer of `viem` and types its failure; `request` names it in the message. */
  ask<T>(request: string, answer: Promise<T>): Promise<T>;
}

/** @param timeoutMs For one answer, before the next attempt. */
export function createRpcClient(rpcUrl: string, timeoutMs: number = DEFAULT_RPC_TIMEOUT_MS): RpcClient {
  const rpc = redactUrl(rpcUrl);
  const viem = createPublicClient({
    transport: http(rpcUrl, { timeout: timeoutMs, retryCount: RETRIES, fetchFn: fetchWhole }),
  });
  return {
    viem,
    async ask(request, answer) {
      try {
        return await answer;
      } catch (error) {
        throw typedFailure(error, rpc, request, timeoutMs);
      }
    },
  };
}

/** viem's timeout covers only the response headers: a node that stalls in the body would hang it forever. */
async function fetchWhole(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const response = await fetch(input, init);
  const body = await response.arrayBuffer();
  const { status, statusText, headers } = response;
  return new Response(body.byteLength === 0 ? null : body, { status, statusText, headers });
}

function typedFailure(error: unknown, rpc: string, request: string, timeoutMs: number): ProverError {
  if (error instanceof ProverError) return error;
  // viem does not validate answers: malformed ones surface as a SyntaxError, a TypeError or a ZodError.
  if (!(error instanceof BaseError)) return new ExecutionRpcNonsenseError(rpc, request, error);
  if (error.walk((e) => e instanceof TimeoutError)) {
    return new ExecutionRpcTimeoutError(rpc, request, timeoutMs, error);
  }
  const refused = error.walk((e) => e instanceof RpcRequestError);
  if (refused instanceof RpcRequestError) {
    return new ExecutionRpcRefusedError(rpc, request, refused.details, error);
  }
  const failed = error.walk((e) => e instanceof HttpRequestError);
  if (failed instanceof HttpRequestError) {
    // Without a status, viem uses the same class for parse errors and connection errors.
    if (failed.status === undefined && error.walk((e) => e instanceof SyntaxError)) {
      return new ExecutionRpcNonsenseError(rpc, request, error);
    }
    const reason = failed.status === undefined ? failed.details : `HTTP status ${failed.status}`;
    return new ExecutionRpcUnreachableError(rpc, request, reason, error);
  }
  return new ExecutionRpcNonsenseError(rpc, request, error);
}
