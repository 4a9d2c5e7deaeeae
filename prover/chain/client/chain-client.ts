/**
 * The RPC client of the state stage, with the contracts' own words where they refuse.
 * @module
 */
import { BaseError, ContractFunctionRevertedError } from "viem";
import { redactUrl } from "../../redact.ts";
import { describeRevert } from "../reverts/describe-revert.ts";
import { ContractRefusedError } from "./chain-errors.ts";
import { createRpcClient, type RpcClient } from "./rpc-client.ts";

export interface ChainClient extends RpcClient {
  readonly rpcUrl: string;
  /** For messages: without path and credentials, which may be secret. */
  readonly name: string;
}

/** @param timeoutMs For one answer, before the next attempt. */
export function createChainClient(rpcUrl: string, timeoutMs?: number): ChainClient {
  const rpc = createRpcClient(rpcUrl, timeoutMs);
  return {
    viem: rpc.viem,
    rpcUrl,
    name: redactUrl(rpcUrl),
    ask: (request, answer) =>
      rpc.ask(
        request,
        answer.catch((error: unknown) => {
          throw contractRefusal(error) ?? error;
        }),
      ),
  };
}

function contractRefusal(error: unknown): ContractRefusedError | undefined {
  const reverted =
    error instanceof BaseError && error.walk((e) => e instanceof ContractFunctionRevertedError);
  if (!(reverted instanceof ContractFunctionRevertedError)) return undefined;
  return new ContractRefusedError(describeRevert(reverted.raw, reverted.reason), error);
}
