/**
 * A view of one of the protocol's contracts. Every view is read with this: the answer has the type of the generated ABI,
 * and a contract that is not there, or is another one, is named.
 * @module
 */
import {
  type Abi,
  type Address,
  BaseError,
  type ContractFunctionArgs,
  type ContractFunctionName,
  type ContractFunctionReturnType,
  ContractFunctionRevertedError,
  ContractFunctionZeroDataError,
} from "viem";
import { isProtocolError } from "../reverts/describe-revert.ts";
import { type ContractRole, ContractUnreadableError } from "./call-errors.ts";
import type { ChainClient } from "./chain-client.ts";

export interface Contract<ContractAbi extends Abi> {
  readonly role: ContractRole;
  readonly address: Address;
  readonly abi: ContractAbi;
}

type ViewName<ContractAbi extends Abi> = ContractFunctionName<ContractAbi, "pure" | "view">;
type ViewArguments<ContractAbi extends Abi, Name extends ViewName<ContractAbi>> = ContractFunctionArgs<
  ContractAbi,
  "pure" | "view",
  Name
>;

/**
 * @param blockNumber Undefined: the latest block.
 * @throws ContractRefusedError where it reverts with an error of the protocol, ContractUnreadableError where there is no
 *   such contract or view, and the ExecutionRpc errors.
 */
export function readView<
  const ContractAbi extends Abi,
  Name extends ViewName<ContractAbi>,
  const Arguments extends ViewArguments<ContractAbi, Name>,
>(
  chain: ChainClient,
  { role, address, abi }: Contract<ContractAbi>,
  functionName: Name,
  args: Arguments,
  blockNumber?: bigint,
): Promise<ContractFunctionReturnType<ContractAbi, "pure" | "view", Name, Arguments>> {
  const view = `${functionName}(${args as readonly unknown[]})`;
  const answer = chain.viem.readContract({ address, abi, functionName, args, blockNumber } as never);
  return chain.ask(
    `${view} of the ${role}`,
    answer.catch((error: unknown) => {
      const reason = unreadableBecause(error);
      throw reason === undefined ? error : new ContractUnreadableError(role, address, view, reason, error);
    }) as Promise<never>,
  );
}

/** @returns undefined where the contract did answer, or the node did not. */
function unreadableBecause(error: unknown): string | undefined {
  if (!(error instanceof BaseError)) return undefined;
  const reverted = error.walk((e) => e instanceof ContractFunctionRevertedError);
  if (reverted instanceof ContractFunctionRevertedError) {
    return isProtocolError(reverted.raw) ? undefined : error.shortMessage;
  }
  return error.walk((e) => e instanceof ContractFunctionZeroDataError) ? error.shortMessage : undefined;
}
