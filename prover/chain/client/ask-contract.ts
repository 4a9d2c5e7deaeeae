/**
 * Reads contract views over an RPC; the error names the contract if it has no such view.
 * @module
 */
import { BaseError, ContractFunctionRevertedError, ContractFunctionZeroDataError } from "viem";
import type { Hex } from "../../hex.ts";
import type { RpcClient } from "./rpc-client.ts";
import { type ContractRole, ContractUnreadableError } from "./rpc-errors.ts";

/**
 * @param view    For messages, e.g. `token()`.
 * @param answer  What viem's `readContract` gives.
 * @throws ContractUnreadableError when there is no such contract or view, and how `rpc` types its failures.
 */
export function askContract<T>(
  rpc: RpcClient,
  { role, address, view }: { readonly role: ContractRole; readonly address: Hex; readonly view: string },
  answer: Promise<T>,
): Promise<T> {
  return rpc.ask(
    `${view} of the ${role}`,
    answer.catch((error: unknown) => {
      throw isContractFailure(error)
        ? new ContractUnreadableError(role, address, view, error.shortMessage, error)
        : error;
    }),
  );
}

/** The RPC answered, but there is no contract or it has no such view. */
function isContractFailure(error: unknown): error is BaseError {
  return (
    error instanceof BaseError &&
    error.walk(
      (e) => e instanceof ContractFunctionRevertedError || e instanceof ContractFunctionZeroDataError,
    ) !== null
  );
}
