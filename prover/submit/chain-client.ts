/**
 * The RPC client of the state stage, with the oracle's own words where it refuses.
 * @module
 */
import { BaseError, ContractFunctionRevertedError } from "viem";
import { createRpcClient, type RpcClient } from "../state/execution/rpc-client.ts";
import { OracleRefusedError } from "./chain-errors.ts";

export interface ChainClient extends RpcClient {
  /** For messages: without path and credentials, which often are a provider's secret. */
  readonly name: string;
}

/** @param timeoutMs For one answer, before the next attempt. */
export function createChainClient(rpcUrl: string, timeoutMs?: number): ChainClient {
  const rpc = createRpcClient(rpcUrl, timeoutMs);
  return {
    viem: rpc.viem,
    name: new URL(rpcUrl).origin,
    ask: (request, answer) =>
      rpc.ask(
        request,
        answer.catch((error: unknown) => {
          throw oracleRefusal(error) ?? error;
        }),
      ),
  };
}

function oracleRefusal(error: unknown): OracleRefusedError | undefined {
  const reverted =
    error instanceof BaseError && error.walk((e) => e instanceof ContractFunctionRevertedError);
  if (!(reverted instanceof ContractFunctionRevertedError)) return undefined;
  const name = reverted.data?.errorName ?? reverted.signature ?? reverted.reason ?? "without a reason";
  return new OracleRefusedError(name, (reverted.data?.args ?? []).map(String), error);
}
