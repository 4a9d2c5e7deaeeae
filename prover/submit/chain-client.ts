/**
 * An execution RPC whose every failure is typed: late, never, an error, or no sense.
 * @module
 */
import {
  BaseError,
  type Client,
  ContractFunctionRevertedError,
  createClient,
  HttpRequestError,
  http,
  type PublicActions,
  publicActions,
  RpcRequestError,
  TimeoutError,
} from "viem";
import { ProverError } from "../errors.ts";
import {
  OracleRefusedError,
  RpcNonsenseError,
  RpcRefusedError,
  RpcTimeoutError,
  RpcUnreachableError,
} from "./chain-errors.ts";

export interface ChainClient {
  readonly viem: Client & PublicActions;
  /** For messages: without path and credentials, which often are a provider's secret. */
  readonly name: string;
  /** Runs one request of `viem` and types its failure. */
  ask<T>(request: string, answer: Promise<T>): Promise<T>;
}

export interface ChainClientOptions {
  /** For one answer, before the next attempt. */
  readonly timeoutSeconds?: number;
  readonly retries?: number;
}

export function createChainClient(
  rpcUrl: string,
  { timeoutSeconds = 20, retries = 2 }: ChainClientOptions = {},
): ChainClient {
  const viem = createClient({
    transport: http(rpcUrl, { timeout: timeoutSeconds * 1000, retryCount: retries }),
    pollingInterval: 1_000,
  }).extend(publicActions);
  const name = new URL(rpcUrl).origin;
  return {
    viem,
    name,
    async ask(request, answer) {
      try {
        return await answer;
      } catch (error) {
        throw typedFailure(error, name, request, timeoutSeconds);
      }
    },
  };
}

function typedFailure(error: unknown, rpc: string, request: string, timeoutSeconds: number): Error {
  if (error instanceof ProverError) return error;
  if (!(error instanceof BaseError)) {
    // Viem parses answers as they come: nonsense in them surfaces as a SyntaxError or a TypeError.
    return new RpcNonsenseError(rpc, request, error);
  }
  const reverted = error.walk((e) => e instanceof ContractFunctionRevertedError);
  if (reverted instanceof ContractFunctionRevertedError) return oracleRefusal(reverted);
  if (error.walk((e) => e instanceof TimeoutError))
    return new RpcTimeoutError(rpc, request, timeoutSeconds, error);
  const refused = error.walk((e) => e instanceof RpcRequestError);
  if (refused instanceof RpcRequestError) return new RpcRefusedError(rpc, request, refused.details, error);
  const unreachable = error.walk((e) => e instanceof HttpRequestError);
  if (unreachable instanceof HttpRequestError) {
    const status =
      unreachable.status === undefined ? unreachable.details : `HTTP status ${unreachable.status}`;
    return new RpcUnreachableError(rpc, request, status, error);
  }
  return new RpcRefusedError(rpc, request, error.shortMessage, error);
}

function oracleRefusal(error: ContractFunctionRevertedError): OracleRefusedError {
  const name = error.data?.errorName ?? error.signature ?? error.reason ?? "without a reason";
  return new OracleRefusedError(name, (error.data?.args ?? []).map(String), error);
}
