/** Files that people declare: what no chain holds. @module */
import { BadInputError, CheckFailedError } from "../errors.ts";

export class DeclaredFileError extends BadInputError {
  readonly code = "DECLARED_FILE_INVALID";
  constructor(
    readonly path: string,
    reason: string,
    cause?: unknown,
  ) {
    super(`${path} cannot be used: ${reason}.`, {
      cause,
      hints: ["`pufeth-por rewards build --help` shows the forms."],
    });
  }
}

/** A validator has no operator, or two. */
export class OperatorMissingError extends CheckFailedError {
  readonly code = "OPERATOR_MISSING";
  constructor(
    readonly validator: number,
    reason: string,
  ) {
    super(`Validator ${validator} ${reason}.`, {
      hints: ["The file of --operators names exactly one account for each validator of the registry."],
    });
  }
}

/** The operator of a validator is another one than in the spurt before. */
export class OperatorRenamedError extends CheckFailedError {
  readonly code = "OPERATOR_RENAMED";
  constructor(
    readonly validator: number,
    readonly was: string,
    readonly is: string,
  ) {
    super(`Validator ${validator} was operated by ${was} in the spurt before, and is declared as ${is}'s.`, {
      hints: ["Correct the file of --operators. Rewards go to the account that earned them."],
    });
  }
}

/** `isL1Contract` of an account contradicts the chain. */
export class L1ContractMismatchError extends CheckFailedError {
  readonly code = "L1_CONTRACT_MISMATCH";
  constructor(
    readonly account: string,
    readonly declared: boolean,
  ) {
    super(
      declared
        ? `${account} is declared as a contract, and has no code.`
        : `${account} has code, and is not declared as a contract: a claim elsewhere would pay an account that nobody controls.`,
      {
        hints: [
          'Correct "isL1Contract" in the file of --operators. A delegation of EIP-7702 is no contract.',
        ],
      },
    );
  }
}
