/** The chain was reorganized while it was read. @module */
import { UnavailableError } from "../../errors.ts";

/** For what fails where two answers do not fit together: the same looks so where they are of two branches. */
export const IF_REORGANIZED = "If the chain was just reorganized, run again when it has settled.";

export class ChainMovedError extends UnavailableError {
  readonly code = "CHAIN_MOVED";
  /** @param block  what was read of. */
  constructor(
    readonly rpc: string,
    readonly block: string,
  ) {
    super(
      `While ${block} was read, the RPC ${rpc} went to another branch of the chain, or has not come to it yet.`,
      {
        hints: [
          "Run again: the chain was reorganized. If it says so each time, nodes with different heads answer at this address: use " +
            "one of them.",
        ],
      },
    );
  }
}
