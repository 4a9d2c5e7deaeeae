/**
 * Blocks that EIP-4788 does not know yet, or not any more.
 * @module
 */
import { CheckFailedError, UnavailableError } from "../../errors.ts";

/** The block after the proved one does not exist yet; EIP-4788 stores the proved block's root in it. */
export class NextBlockMissingError extends UnavailableError {
  readonly code = "NEXT_BLOCK_MISSING";
  constructor(readonly blockNumber: bigint) {
    super(
      `Execution block ${blockNumber} does not exist yet; only it makes the beacon block before it known on chain.`,
      { hints: ["Run again after the next block."] },
    );
  }
}

/** EIP-4788 remembers 8,191 slots, about 27 hours. */
export class BlockRootForgottenError extends CheckFailedError {
  readonly code = "BLOCK_ROOT_FORGOTTEN";
  constructor(readonly nextTimestamp: bigint) {
    super(
      `EIP-4788 no longer has the beacon block root for timestamp ${nextTimestamp}: it keeps about 27 hours.`,
      {
        hints: [
          "The last block of a spurt can still be stored: `pufeth-por open --beacon URL` proves it from a newer state.",
          "To register validators, use a newer --slot.",
        ],
      },
    );
  }
}
