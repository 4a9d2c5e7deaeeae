/**
 * Why a second opinion does not fit a network, or a bundle does not fit a second opinion.
 * @module
 */
import { BadInputError, CheckFailedError } from "../../errors.ts";

/** It was deployed for other contracts than the network file names. */
export class OpinionMismatchError extends CheckFailedError {
  readonly code = "OPINION_MISMATCH";
  constructor(
    readonly what: string,
    readonly expected: string,
    readonly found: string,
  ) {
    super(`The second opinion's ${what} is ${expected}; here it is ${found}.`, {
      hints: [
        "Check --oracle, and that the network file is the one of the contracts that it was deployed for.",
      ],
    });
  }
}

/** The deployed contracts ran code at the block that the second opinion does not know: there can be no report of it. */
export class OpinionLayoutError extends CheckFailedError {
  readonly code = "OPINION_LAYOUT_UNKNOWN";
  constructor(
    readonly vaultImplementation: string,
    readonly depositorImplementation: string,
  ) {
    super(
      `The second opinion knows no layout of vault implementation ${vaultImplementation} with depositor ` +
        `implementation ${depositorImplementation}, as the network file has it.`,
      {
        hints: [
          "If the contracts were upgraded, a second opinion with the new layout is needed, with the same registry.",
          "Anyone can show on the chain that this one can say nothing: `ImplementationAlarm.raise`.",
        ],
      },
    );
  }
}

/** The bundle is not one that a second opinion counts. */
export class NotForOpinionError extends BadInputError {
  readonly code = "BUNDLE_NOT_FOR_OPINION";
  constructor() {
    super("The bundle was proved for no second opinion: it has its own list of validators.", {
      hints: [
        "Prove the spurt for it: `pufeth-por prove --network NAME --rpc URL --oracle ADDRESS --spurt N`.",
      ],
    });
  }
}

/** What the chain counted at the block is not what the bundle proves. */
export class OpinionDiffersError extends CheckFailedError {
  readonly code = "OPINION_DIFFERS";
  constructor(
    readonly spurt: bigint,
    readonly what: string,
    readonly expected: string,
    readonly found: string,
  ) {
    super(`The report of spurt ${spurt} has a different ${what}: ${found}, the bundle has ${expected}.`, {
      hints: [
        "Compare with a bundle of your own: one of the two was made with another network file, or the RPC is wrong.",
      ],
    });
  }
}
