/**
 * Why a bundle cannot be sent to an oracle, or is not what the oracle reported.
 * @module
 */
import { IF_REORGANIZED } from "../chain/client/chain-moved-error.ts";
import { BadInputError, CheckFailedError } from "../errors.ts";
import { formatTime, formatWeiAsEth } from "../units.ts";

/** The oracle's configuration differs from what the bundle proves. */
export class OracleMismatchError extends CheckFailedError {
  readonly code = "ORACLE_MISMATCH";
  constructor(
    readonly what: string,
    readonly expected: string,
    readonly found: string,
  ) {
    super(`The oracle's ${what} is ${expected}; the bundle has ${found}.`, {
      hints: [
        "Prove the spurt for this oracle (`prove --rpc --oracle --spurt`), or check --oracle.",
        IF_REORGANIZED,
      ],
    });
  }
}

/** Proved without an execution layer: a rate needs pools and supply. */
export class NotSubmittableError extends BadInputError {
  readonly code = "BUNDLE_WITHOUT_EXECUTION";
  constructor() {
    super(
      "The bundle was proved without an execution layer; the oracle needs pools and supply at the same block.",
      {
        hints: ["Prove again with --rpc and --oracle."],
      },
    );
  }
}

/** Development keys are used on a public chain. */
export class DevelopmentKeysError extends CheckFailedError {
  readonly code = "DEVELOPMENT_KEYS";
  constructor(readonly chainId: number) {
    super(`The bundle was proved with insecure development keys; chain ${chainId} is a public chain.`, {
      hints: ["Development keys are for local networks. Prove with the keys of a ceremony."],
    });
  }
}

/** Development keys are used on a chain of which nobody said that it is private. */
export class UnknownChainError extends BadInputError {
  readonly code = "DEVELOPMENT_KEYS_UNKNOWN_CHAIN";
  constructor(readonly chainId: number) {
    super(
      `The bundle was proved with insecure development keys, and chain ${chainId} is not known to be private.`,
      { hints: [`If nothing of value is on it, say so: --development-chain ${chainId}.`] },
    );
  }
}

/** A single transaction needs all pages. */
export class BundleNotWholeError extends BadInputError {
  readonly code = "BUNDLE_NOT_WHOLE";
  constructor(readonly startCount: number) {
    super(`The bundle begins after the first ${startCount} validators and has no pages for them.`, {
      hints: [
        "Send its pages without --whole, then run `pufeth-por finalize`.",
        "To get a bundle with all pages, prove without --continue.",
      ],
    });
  }
}

/** The report on chain differs from the bundle. */
export class ReportDiffersError extends CheckFailedError {
  readonly code = "REPORT_DIFFERS";
  constructor(
    spurt: bigint,
    readonly what: string,
    readonly expected: string,
    readonly found: string,
  ) {
    super(`The report of spurt ${spurt} has a different ${what}: ${found}, the bundle has ${expected}.`, {
      hints: [
        "If somebody else reported, compare with their bundle: one of the two was made with another registry or oracle.",
        "A part that is lower where the reserves are the same was left out: more than the pool provided does not count.",
        IF_REORGANIZED,
        "Or the RPC is wrong: use another one.",
      ],
    });
  }
}

/** The report counts less than the bundle proves, and stands. */
export class ImprovementOverError extends CheckFailedError {
  readonly code = "IMPROVEMENT_OVER";
  constructor(
    readonly spurt: bigint,
    readonly reportedWei: bigint,
    readonly provedWei: bigint,
    /** Seconds. */
    readonly until: bigint,
  ) {
    super(
      `The report of spurt ${spurt} counts ${formatWeiAsEth(reportedWei)} ETH, this bundle proves ` +
        `${formatWeiAsEth(provedWei)}; it could be replaced until ${formatTime(until)}.`,
      { hints: ["The next spurt's report counts all again: finalize or improve it within its day."] },
    );
  }
}

/** From Gloas on: EIP-4788 names another block for the spurt, since a payload is missing, or the bundle is of another block. */
export class BlockNotShownError extends CheckFailedError {
  readonly code = "BLOCK_NOT_SHOWN";
  constructor(
    readonly spurt: bigint,
    readonly blockRoot: string,
  ) {
    super(`EIP-4788 does not show block ${blockRoot} as the last one of spurt ${spurt}.`, {
      hints: [
        "If the payload of the next block is missing, `pufeth-por open --beacon URL` proves the block from a newer state.",
        "Then `submit` checks that the bundle is of the same block.",
      ],
    });
  }
}
