/** Withdrawals that an execution node left out, or put in. @module */

import { CheckFailedError, UnavailableError } from "../../errors.ts";
import { IF_REORGANIZED } from "../client/chain-moved-error.ts";

/** The node does not have a block between the two ends. */
export class WithdrawalsBlockMissingError extends UnavailableError {
  readonly code = "WITHDRAWALS_BLOCK_MISSING";
  constructor(
    rpc: string,
    readonly blockNumber: bigint,
  ) {
    super(`${rpc} does not have execution block ${blockNumber}, whose withdrawals count.`, {
      hints: ["Use a node that has all blocks of the spurt."],
    });
  }
}

/** A block is not the one that the block after it, or a beacon state, names. */
export class WithdrawalsChainBrokenError extends CheckFailedError {
  readonly code = "WITHDRAWALS_CHAIN_BROKEN";
  constructor(
    readonly blockNumber: bigint,
    readonly expected: string,
    readonly found: string,
  ) {
    super(
      `Execution block ${blockNumber} has the hash ${found}, but the chain leads to ${expected}: one is left out or replaced.`,
      {
        hints: ["Use another execution node, of the same chain.", IF_REORGANIZED],
      },
    );
  }
}

/** The listed withdrawals of a block do not have the root in its header. */
export class WithdrawalsRootMismatchError extends CheckFailedError {
  readonly code = "WITHDRAWALS_ROOT_MISMATCH";
  constructor(
    readonly blockNumber: bigint,
    readonly expected: string,
    readonly found: string,
  ) {
    super(
      `The withdrawals of execution block ${blockNumber} have the root ${found}, and its header has ${expected}: one is left out, added or changed.`,
      { hints: ["Use another execution node."] },
    );
  }
}

/** The consensus layer numbers withdrawals without a gap. */
export class WithdrawalIndexError extends CheckFailedError {
  readonly code = "WITHDRAWAL_INDEX_GAP";
  constructor(
    readonly expected: bigint,
    readonly found: bigint,
    where: string,
  ) {
    super(
      `${where} is withdrawal ${found}, and ${expected} is expected: the two states do not belong to these blocks.`,
    );
  }
}
