/**
 * The one client of an execution node. It is made once, where a command begins (the command line, the auditor page, a
 * script), and handed down: reads, simulations and transactions go through it, under one time-out and one number of
 * retries, and every failure is typed. Nothing that the node answers is believed.
 * @module
 */
import {
  BaseError,
  ContractFunctionRevertedError,
  createPublicClient,
  HttpRequestError,
  http,
  type PublicClient,
  RpcRequestError,
} from "viem";
import { ProverError } from "../../errors.ts";
import { redactUrl } from "../../redact.ts";
import { connectionFault } from "../../service/broken-connection.ts";
import type { WaitingOptions } from "../../service/rate-limits.ts";
import { type ServiceAddress, type ServiceHeaders, serviceAddress } from "../../service/service-address.ts";
import { DEFAULT_RPC_TIMEOUT_MS } from "../constants.ts";
import { describeRevert } from "../reverts/describe-revert.ts";
import { ContractRefusedError } from "./call-errors.ts";
import {
  ExecutionRpcNonsenseError,
  ExecutionRpcRefusedError,
  ExecutionRpcTimeoutError,
  ExecutionRpcUnreachableError,
} from "./rpc-errors.ts";
import { EndlessRpc, type RpcFetch, rpcFetch, SilentRpc } from "./rpc-fetch.ts";

export interface ChainClientOptions extends WaitingOptions {
  /** JSON-RPC over HTTP. User info is sent as a header. */
  readonly url: string;
  /** Sent with every request. */
  readonly headers?: ServiceHeaders | undefined;
  /** For one answer, before the next attempt. */
  readonly timeoutMs?: number | undefined;
  /** Between two questions for a receipt. */
  readonly pollingMs?: number | undefined;
  /** Goes around how requests are sent: records them, or answers in place of a node (recorded-rpc.ts). */
  readonly around?: ((fetch: RpcFetch) => RpcFetch) | undefined;
}

export interface ChainClient {
  /** For messages: the origin of the URL alone, since path and credentials often are a provider's secret. */
  readonly name: string;
  /** viem's client, for what `ask` awaits. */
  readonly viem: PublicClient;
  /**
   * Awaits an answer of `viem` and types its failure; `request` names it in the message.
   * @throws ContractRefusedError where a contract reverts, RateLimitedError, and the ExecutionRpc errors.
   */
  ask<T>(request: string, answer: Promise<T>): Promise<T>;
}

/** Makes no request. What the node answers is checked, or said to be taken on trust, by whoever asks it. */
export function createChainClient({
  url,
  headers,
  timeoutMs = DEFAULT_RPC_TIMEOUT_MS,
  pollingMs = POLLING_MS,
  around = (fetch) => fetch,
  ...waiting
}: ChainClientOptions): ChainClient {
  const name = redactUrl(url);
  const address = serviceAddress(url, headers);
  const viem = createPublicClient({
    pollingInterval: pollingMs,
    transport: http(`${address.baseUrl}${address.query}`, {
      // `rpcFetch` limits and repeats: viem would count its waits for a rate limit as silence.
      timeout: NO_TIMEOUT_MS,
      retryCount: 0,
      fetchFn: around(rpcFetch({ name, timeoutMs, headers: address.headers, ...waiting })),
      fetchOptions: { headers: { ...address.headers } },
    }),
  });
  return {
    name,
    viem,
    async ask(request, answer) {
      try {
        return await answer;
      } catch (error) {
        throw contractRefusal(error) ?? rpcFailure(error, { name, address, request, timeoutMs });
      }
    },
  };
}

const POLLING_MS = 1_000;

/** viem sets no timer for it. */
const NO_TIMEOUT_MS = 0;

function contractRefusal(error: unknown): ContractRefusedError | undefined {
  const reverted =
    error instanceof BaseError && error.walk((e) => e instanceof ContractFunctionRevertedError);
  if (!(reverted instanceof ContractFunctionRevertedError)) return undefined;
  return new ContractRefusedError(describeRevert(reverted.raw, reverted.reason), error);
}

interface AskedRpc {
  readonly name: string;
  readonly address: ServiceAddress;
  readonly request: string;
  readonly timeoutMs: number;
}

function rpcFailure(error: unknown, { name: rpc, address, request, timeoutMs }: AskedRpc): ProverError {
  if (error instanceof ProverError) return error;
  // viem parses answers as they come: nonsense in them surfaces as a SyntaxError, a TypeError or a ZodError.
  if (!(error instanceof BaseError)) return new ExecutionRpcNonsenseError(rpc, request, error);
  const own = error.walk((e) => e instanceof ProverError);
  if (own instanceof ProverError) return own;
  if (error.walk((e) => e instanceof SilentRpc)) {
    return new ExecutionRpcTimeoutError(rpc, request, timeoutMs, error);
  }
  const endless = error.walk((e) => e instanceof EndlessRpc);
  if (endless instanceof EndlessRpc) {
    return new ExecutionRpcNonsenseError(rpc, request, error, endless.message);
  }
  const refused = error.walk((e) => e instanceof RpcRequestError);
  if (refused instanceof RpcRequestError) {
    return new ExecutionRpcRefusedError(rpc, request, address.hide(refused.details), error);
  }
  const failed = error.walk((e) => e instanceof HttpRequestError);
  if (failed instanceof HttpRequestError) {
    const { status } = failed;
    if (status !== undefined) return new ExecutionRpcUnreachableError(rpc, request, { status }, error);
    // viem wraps what it could not parse in the same class as what it could not reach.
    if (error.walk((e) => e instanceof SyntaxError))
      return new ExecutionRpcNonsenseError(rpc, request, error);
    return new ExecutionRpcUnreachableError(rpc, request, { reason: connectionFault(failed.cause) }, error);
  }
  return new ExecutionRpcNonsenseError(rpc, request, error);
}
