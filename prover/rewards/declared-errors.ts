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

export class EvidenceFileError extends BadInputError {
  readonly code = "EVIDENCE_FILE_INVALID";
  constructor(
    readonly path: string,
    reason: string,
    cause?: unknown,
  ) {
    super(`${path} is no evidence of operators: ${reason}.`, {
      cause,
      hints: ["It is evidence.json of `pufeth-por discover`."],
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
    super(`Validator ${validator} was operated by ${was} in the spurt before, and is ${is}'s in this one.`, {
      hints: [
        "Correct the file of --operators, if there is one. Rewards go to the account that earned them.",
      ],
    });
  }
}

/** A file says another operator than the storage of the deployed protocol. */
export class OperatorContradictedError extends CheckFailedError {
  readonly code = "OPERATOR_CONTRADICTED";
  constructor(
    readonly validator: number,
    readonly declared: string,
    readonly proved: string,
  ) {
    super(
      `Validator ${validator}: the file of --operators says ${declared}, and the storage of the protocol says ${proved}.`,
      { hints: ["Leave --operators out: with --network the storage says who operates a validator."] },
    );
  }
}

/** The deployed protocol has validators that were not found, so their operators would get nothing. */
export class OperatorsIncompleteError extends CheckFailedError {
  readonly code = "OPERATORS_INCOMPLETE";
  constructor(slot: number, shown: number, counted: bigint) {
    super(`At slot ${slot} ${shown} validators are shown to be ACTIVE, and the protocol has ${counted}.`, {
      hints: [
        "Name all modules in the network file, or use an execution node that serves their events; evidence of others may leave some out.",
      ],
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
