/**
 * How a call of a contract fails that the node did answer: the contract reverts, or there is no such contract.
 * @module
 */
import { BadInputError, CheckFailedError } from "../../errors.ts";
import type { Hex } from "../../hex.ts";
import type { Revert } from "../reverts/describe-revert.ts";
import { IF_REORGANIZED } from "./chain-moved-error.ts";

/** What a contract is to the protocol, for messages. */
export type ContractRole =
  | "oracle"
  | "oracle's block assets"
  | "registry"
  | "beacon roots contract"
  | "growth spurts contract"
  | "verifier"
  | "consolidations contract"
  | "rewards distributor"
  | "second opinion"
  | "second opinion's assets"
  | "second opinion's registry"
  | "second opinion's source"
  | "deployed contract";

/** A contract reverted in a simulation or a read: nothing was sent. */
export class ContractRefusedError extends CheckFailedError {
  readonly code = "CONTRACT_REFUSED";
  readonly errorName: string;
  readonly errorArguments: readonly string[];
  constructor({ name, arguments: args, text, hints }: Revert, cause?: unknown) {
    super(`The contract reverted: ${text}`, { cause, hints: [...hints, IF_REORGANIZED] });
    this.errorName = name;
    this.errorArguments = args;
  }
}

/** Whether a contract reverted with the error of this name. */
export function isRefusedWith(error: unknown, name: string): boolean {
  return error instanceof ContractRefusedError && error.errorName === name;
}

/** There is no such contract, or it is another one: the RPC answered, but the view failed. */
export class ContractUnreadableError extends BadInputError {
  readonly code = "CONTRACT_UNREADABLE";
  constructor(
    readonly role: ContractRole,
    readonly contract: Hex,
    readonly view: string,
    reason: string,
    cause?: unknown,
  ) {
    super(`${view} of the ${role} ${contract} cannot be read: ${reason}.`, {
      cause,
      hints: ["Check --oracle and that --rpc serves its chain."],
    });
  }
}
