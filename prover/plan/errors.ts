/** Failures of the plan stage. @module */
import { BadInputError, CheckFailedError } from "../errors.ts";
import type { Hex } from "../hex.ts";
import type { PageLimits } from "./page-sizes.ts";

/** The registry file is missing, not JSON, or has the wrong form. */
export class RegistryFileError extends BadInputError {
  readonly code = "REGISTRY_FILE_INVALID";
  constructor(path: string, reason: string, cause: unknown) {
    super(`The registry ${path} cannot be used: ${reason}.`, {
      cause,
      hints: ['It is JSON: [{"index": "12", "principalGwei": "32000000000"}, …], in registry order.'],
    });
  }
}

/** A duplicate validator would be counted twice. */
export class DuplicateValidatorError extends BadInputError {
  readonly code = "REGISTRY_DUPLICATE_VALIDATOR";
  constructor(
    readonly index: number,
    firstPosition: number,
    secondPosition: number,
  ) {
    super(
      `Validator ${index} is listed twice in the registry, at positions ${firstPosition} and ${secondPosition}.`,
      { hints: ["Remove one of the two entries: every validator is counted once."] },
    );
  }
}

/** The registry contract's list cannot be what the contract holds: exit code 1, because two answers contradict each other. */
export class RegistryContractError extends CheckFailedError {
  readonly code = "REGISTRY_CONTRACT_INVALID";
  constructor(
    readonly contract: Hex,
    readonly blockNumber: bigint,
    reason: string,
  ) {
    super(
      `The registry of contract ${contract} at execution block ${blockNumber} cannot be used: ${reason}.`,
      {
        hints: ["The contract takes no such entry, so the RPC may be wrong: use another execution client."],
      },
    );
  }
}

/** A page of this size cannot hold even one validator. */
export class PageTooSmallError extends BadInputError {
  readonly code = "PAGE_TOO_SMALL";
  constructor(
    readonly index: number,
    readonly slotsNeeded: number,
    limits: PageLimits,
  ) {
    super(
      `Validator ${index} needs ${slotsNeeded} hash slots and 1 lane; a page has ${limits.slots} slots and ${limits.lanes} lanes.`,
      { hints: ["Choose a larger circuit with --size."] },
    );
  }
}
