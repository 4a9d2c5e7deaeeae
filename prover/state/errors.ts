/** Failures of the state stage, whatever the source of the state. @module */
import { IF_REORGANIZED } from "../chain/client/chain-moved-error.ts";
import { BadInputError, CheckFailedError } from "../errors.ts";
import type { Hex } from "../hex.ts";
import { SUPPORTED_FORKS } from "./constants.ts";

const SUPPORTED = SUPPORTED_FORKS.join(", ");

/** A state or header file that cannot be read. */
export class StateFileError extends BadInputError {
  readonly code = "STATE_FILE_UNREADABLE";
  constructor(path: string, cause: unknown) {
    super(`The file ${path} cannot be read: ${(cause as Error).message}.`, {
      cause,
      hints: ["Check the path, its permissions, and that the download was complete."],
    });
  }
}

/** The file of a state is compressed in a way that is not read here, or damaged. */
export class StatePackedError extends BadInputError {
  readonly code = "STATE_PACKED";
  constructor(path: string, packing: string, command: string, cause?: Error) {
    const reason = cause === undefined ? "" : `, and cannot be unpacked: ${cause.message.replace(/\.$/, "")}`;
    super(`The state ${path} is compressed with ${packing}${reason}.`, {
      cause,
      hints: [
        cause === undefined
          ? `Unpack it first: ${command} ${path}.`
          : "Check that the download was complete.",
      ],
    });
  }
}

/** A header file has the wrong form. */
export class HeaderFormatError extends BadInputError {
  readonly code = "HEADER_FORMAT_INVALID";
  constructor(source: string, reason: string, cause?: unknown) {
    super(`${source} is not a beacon block header: ${reason}.`, {
      cause,
      hints: ["It is JSON with slot, proposer_index, parent_root, state_root and body_root."],
    });
  }
}

/** The bytes are not a `BeaconState` of the fork. */
export class StateEncodingError extends BadInputError {
  readonly code = "STATE_ENCODING_INVALID";
  constructor(fork: string, byteCount: number, cause: unknown) {
    super(`The ${byteCount} bytes are not a BeaconState of the fork ${fork}: ${(cause as Error).message}.`, {
      cause,
      hints: ["They may be truncated or too long, or of a fork that cannot be proved."],
    });
  }
}

/** The file does not show its fork. */
export class ForkUnknownError extends BadInputError {
  readonly code = "FORK_UNKNOWN";
  /**
   * @param shape    the fork that the bytes look like, or "unknown".
   * @param network  if it is known, its fork version is not.
   */
  constructor(
    {
      genesisValidatorsRoot,
      currentVersion,
      shape,
    }: { genesisValidatorsRoot: Hex; currentVersion: Hex; shape: string },
    network?: string,
  ) {
    const reason =
      network === undefined
        ? `The state is of an unknown network (genesis_validators_root ${genesisValidatorsRoot})`
        : `The state has a fork version of ${network} that this release does not know (${currentVersion})`;
    super(`${reason}, so its fork is unknown.`, {
      hints: [`Give it with --fork: ${SUPPORTED}. The bytes have the shape of: ${shape}.`],
    });
  }
}

/** The given fork contradicts the bytes. */
export class ForkMismatchError extends BadInputError {
  readonly code = "FORK_MISMATCH";
  constructor(
    readonly given: string,
    readonly actual: string,
    readonly reason: string,
  ) {
    super(`The fork ${given} does not match: ${reason} is ${actual}.`, {
      hints: [`Omit --fork, or use --fork ${actual}.`],
    });
  }
}

export class ForkUnsupportedError extends BadInputError {
  readonly code = "FORK_UNSUPPORTED";
  constructor(fork: string) {
    super(`States of the fork ${fork} cannot be proved.`, { hints: [`Supported: ${SUPPORTED}.`] });
  }
}

/** The list was introduced by a later fork: `pending_deposits` exists since Electra. */
export class ListMissingError extends BadInputError {
  readonly code = "LIST_MISSING";
  constructor(
    readonly list: string,
    readonly fork: string,
  ) {
    super(`States of the fork ${fork} have no list ${list}.`, { hints: ["Prove a block of a later fork."] });
  }
}

/** The header belongs to another slot than the state. */
export class HeaderSlotMismatchError extends CheckFailedError {
  readonly code = "HEADER_SLOT_MISMATCH";
  constructor(headerSlot: number, stateSlot: bigint, fork: string) {
    super(`The header is of slot ${headerSlot}, the state (read as ${fork}) of slot ${stateSlot}.`, {
      hints: ["Use header and state of the same slot."],
    });
  }
}

/** The state does not match the header's state root. */
export class StateRootMismatchError extends CheckFailedError {
  readonly code = "STATE_ROOT_MISMATCH";
  constructor(
    readonly expected: Hex,
    readonly actual: Hex,
    fork: string,
  ) {
    super(`The state (read as ${fork}) has the root ${actual}, but its header has ${expected}.`, {
      hints: ["Use header and state of the same block, and the fork of that slot.", IF_REORGANIZED],
    });
  }
}

/** The header is not the requested one. */
export class BlockRootMismatchError extends CheckFailedError {
  readonly code = "BLOCK_ROOT_MISMATCH";
  constructor(
    readonly expected: Hex,
    readonly actual: Hex,
    source: string,
  ) {
    super(`${source} gives the block root ${expected}, but the header's own root is ${actual}.`, {
      hints: ["Do not use this source: its data contradict each other."],
    });
  }
}

/** Networks with another preset than mainnet's (gnosis) cannot be decoded. */
export class PresetUnsupportedError extends BadInputError {
  readonly code = "PRESET_UNSUPPORTED";
  constructor(network: string, preset: string) {
    super(`This is a state of ${network}, which uses the ${preset} preset.`, {
      hints: ["Only networks with the mainnet preset are supported: Ethereum, its testnets, most devnets."],
    });
  }
}

/** The state root matches, but the state belongs to another header: the block root would be wrong. */
export class HeaderNotOfStateError extends CheckFailedError {
  readonly code = "HEADER_NOT_OF_STATE";
  constructor(
    readonly field: string,
    readonly inHeader: string,
    readonly inState: string,
  ) {
    super(`The header's ${field} is ${inHeader}, but the state belongs to a block with ${inState}.`, {
      hints: ["Use the header of the block that produced this state."],
    });
  }
}

/** A partial state does not contain the node. */
export class StateNodeMissingError extends BadInputError {
  readonly code = "STATE_NODE_MISSING";
  constructor(
    /** Relative to the state root. */
    readonly gindex: bigint,
    cause?: unknown,
  ) {
    super(`Internal error in the fetch plan: the node at generalized index ${gindex} was not fetched.`, {
      cause,
      hints: ["Use the whole state: --state-source debug, or --state with --header."],
    });
  }
}

/** Searching for public keys needs the whole list of validators. */
export class WholeStateNeededError extends BadInputError {
  readonly code = "WHOLE_STATE_NEEDED";
  constructor(what: string) {
    super(`Only parts of the state were fetched, but ${what} needs all of it.`, {
      hints: ["Use the whole state: --state-source debug, or --state with --header."],
    });
  }
}

/** A multiproof does not hash to the state root of the header. */
export class StateProofMismatchError extends CheckFailedError {
  readonly code = "STATE_PROOF_MISMATCH";
  constructor(
    readonly node: string,
    readonly expected: Hex,
    readonly actual: Hex,
  ) {
    super(`The multiproof of ${node} has the root ${actual}, but the header has ${expected}.`, {
      hints: [
        "Run again: after a reorganization a node may answer of another block. If it stays so, do not use this node: its answers " +
          "contradict each other.",
      ],
    });
  }
}

/** The chain says that a validator was consolidated into another one; the state does not. */
export class ConsolidationNotDoneError extends CheckFailedError {
  readonly code = "CONSOLIDATION_NOT_DONE";
  constructor(
    readonly validatorIndex: number,
    readonly slot: number,
    readonly doneEpoch: bigint,
  ) {
    super(
      `By the chain validator ${validatorIndex} was consolidated in epoch ${doneEpoch}; in the state of slot ${slot} it is ` +
        "slashed, or not withdrawable since then.",
      { hints: ["Check that --rpc and the beacon state are of one network, and --oracle."] },
    );
  }
}
