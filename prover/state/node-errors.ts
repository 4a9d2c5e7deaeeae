/**
 * Failures of a beacon node. `node` is only the origin of its URL: paths and credentials may be secret.
 * @module
 */
import { BadInputError, CheckFailedError, type ExitCode, ProverError, UnavailableError } from "../errors.ts";

const OTHER_NODE = "Check --beacon, or use another beacon node.";
const NOT_FOUND = 404;
const NAMED_BEFORE =
  "If the chain was just reorganized, run again: the node may have named a block that it has no longer.";

/** No data within the time limit. A download that makes progress is never aborted. */
export class BeaconNodeTimeoutError extends UnavailableError {
  readonly code = "BEACON_NODE_TIMEOUT";
  constructor(
    readonly node: string,
    readonly request: string,
    readonly inactivityTimeoutMs: number,
    readonly receivedBytes: number,
  ) {
    super(
      `The beacon node ${node} sent nothing for ${inactivityTimeoutMs} ms during the request for ${request} ` +
        `(${receivedBytes} bytes received before).`,
      { hints: ["Run again, or use another beacon node."] },
    );
  }
}

/** An answer that is no state came bit by bit, and was not whole within the limit. */
export class BeaconNodeSlowError extends UnavailableError {
  readonly code = "BEACON_NODE_SLOW";
  constructor(
    readonly node: string,
    readonly request: string,
    readonly timeoutMs: number,
    readonly receivedBytes: number,
  ) {
    super(
      `The beacon node ${node} had not answered the request for ${request} in full after ${timeoutMs} ms ` +
        `(${receivedBytes} bytes received).`,
      { hints: ["Run again, or use another beacon node."] },
    );
  }
}

/** The connection failed or was interrupted. */
export class BeaconNodeUnreachableError extends UnavailableError {
  readonly code = "BEACON_NODE_UNREACHABLE";
  constructor(
    readonly node: string,
    readonly request: string,
    reason: string,
    cause?: unknown,
  ) {
    super(`The request to the beacon node ${node} for ${request} failed: ${reason}.`, {
      cause,
      hints: [OTHER_NODE],
    });
  }
}

export class BeaconNodeHttpError extends UnavailableError {
  readonly code = "BEACON_NODE_HTTP_ERROR";
  constructor(
    readonly node: string,
    readonly request: string,
    readonly status: number,
    reason: string,
    hints: readonly string[] = [OTHER_NODE],
  ) {
    super(`The beacon node ${node} answered ${request} with HTTP status ${status}: ${reason}.`, {
      hints: [...(status === NOT_FOUND ? [NAMED_BEFORE] : []), ...hints],
    });
  }
}

/** The slot is not after the node's head. */
export class SlotWithoutBlockError extends BadInputError {
  readonly code = "SLOT_WITHOUT_BLOCK";
  constructor(
    readonly node: string,
    readonly slot: number,
    /** Whether the slot comes from `--slot`. */
    isChosen = false,
  ) {
    super(`The beacon node ${node} has no block at slot ${slot}.`, {
      hints: [
        isChosen
          ? `The slot was missed: try the slot before, --slot ${slot - 1}.`
          : "The slot was missed, or the node does not keep blocks that old: ask another node to see which.",
      ],
    });
  }
}

/** The block comes later: the node is behind, or it is too early. */
export class BlockNotYetError extends UnavailableError {
  readonly code = "BLOCK_NOT_YET";
  constructor(
    readonly node: string,
    readonly block: string,
    readonly headSlot: number,
  ) {
    super(`The beacon node ${node} does not have ${block} yet: its head is at slot ${headSlot}.`, {
      hints: ["Run again later; if the node is still syncing, when it is done."],
    });
  }
}

/** A block that something else has named, by its root. */
export class NamedBlockMissingError extends UnavailableError {
  readonly code = "NAMED_BLOCK_MISSING";
  constructor(
    readonly node: string,
    readonly blockRoot: string,
    readonly headSlot: number,
  ) {
    super(`The beacon node ${node} does not have the block ${blockRoot}: its head is at slot ${headSlot}.`, {
      hints: [
        "Run again when the node is synced, or use another one: it must follow the same network as --rpc and keep old blocks.",
      ],
    });
  }
}

/** It does not even have a head there. */
export class NoBeaconApiError extends BadInputError {
  readonly code = "NO_BEACON_API";
  constructor(
    readonly node: string,
    readonly status: number,
  ) {
    super(
      `At the address of ${node} there is no Beacon API: it answers its head with HTTP status ${status}.`,
      {
        hints: [
          "Check --beacon: the address ends before /eth/v1, and is that of a beacon node, not of an execution node.",
        ],
      },
    );
  }
}

export class BeaconNodeNonsenseError extends UnavailableError {
  readonly code = "BEACON_NODE_NONSENSE";
  constructor(
    readonly node: string,
    readonly request: string,
    reason: string,
    cause?: unknown,
  ) {
    super(`The answer of the beacon node ${node} for ${request} cannot be used: ${reason}.`, {
      cause,
      hints: [OTHER_NODE],
    });
  }
}

/** The node tells another fork than the one that its state is of. */
export class ToldForkError extends UnavailableError {
  readonly code = "BEACON_NODE_TOLD_FORK";
  constructor(
    readonly node: string,
    readonly slot: number,
    readonly told: string,
    readonly actual: string,
    reason: string,
  ) {
    super(
      `The beacon node ${node} says that the state of slot ${slot} is of ${told}, but ${reason} is ${actual}.`,
      {
        hints: [
          "Use another beacon node. A proxy in front of it must not change Eth-Consensus-Version or /eth/v1/config/spec.",
        ],
      },
    );
  }
}

/** The node sent something else than a whole state, e.g. a beginning that claims to be all. */
export class NodesStateUnreadableError extends UnavailableError {
  readonly code = "BEACON_NODE_STATE_UNREADABLE";
  constructor(
    readonly node: string,
    readonly slot: number,
    cause: Error,
  ) {
    super(`The beacon node ${node} sent no whole state for slot ${slot}. ${cause.message}`, {
      cause,
      hints: ["The answer may have been cut on its way: run again, or use another beacon node."],
    });
  }
}

/** The node answered with the header of another slot. */
export class AnotherSlotError extends CheckFailedError {
  readonly code = "BEACON_NODE_ANOTHER_SLOT";
  constructor(
    readonly node: string,
    readonly asked: number,
    readonly answered: number,
  ) {
    super(
      `The beacon node ${node} was asked for slot ${asked} but answered with a header of slot ${answered}.`,
      {
        hints: ["Do not use this node."],
      },
    );
  }
}

/** No node gave a valid answer. */
export class NoBeaconNodeError extends ProverError {
  readonly code = "NO_BEACON_NODE";
  /** 1 if a node contradicted itself, 3 if a retry may succeed. */
  readonly exitCode: ExitCode;
  override readonly details: { readonly failures: readonly { code: string; message: string }[] };
  constructor(readonly failures: readonly ProverError[]) {
    const reasons = failures.map(({ message }, i) => `${i + 1}. ${message}`);
    super([`None of ${failures.length} beacon nodes gave a usable answer:`, ...reasons].join("\n"), {
      hints: [...new Set(failures.flatMap(({ hints }) => hints))],
    });
    this.exitCode = failures.some(({ exitCode }) => exitCode === 1)
      ? 1
      : failures.some(({ exitCode }) => exitCode === 3)
        ? 3
        : 2;
    this.details = { failures: failures.map(({ code, message }) => ({ code, message })) };
  }
}
