/**
 * Why a spurt cannot be proved from what oracle, registry and beacon node have.
 * @module
 */
import { BadInputError, CheckFailedError, UnavailableError } from "../errors.ts";
import type { Hex } from "../hex.ts";

/** The last block of a spurt is not stored on chain yet. */
export class SpurtBlockMissingError extends UnavailableError {
  readonly code = "SPURT_BLOCK_MISSING";
  constructor(
    readonly spurt: bigint,
    readonly beaconRoots: Hex,
  ) {
    super(`The beacon roots contract ${beaconRoots} has no block of spurt ${spurt}.`, {
      hints: ["Open the spurt first, once it is over: pufeth-por open."],
    });
  }
}

/** The spurt already has its report, so there is nothing to continue. */
export class SpurtFinishedError extends BadInputError {
  readonly code = "SPURT_FINISHED";
  constructor(readonly spurt: bigint) {
    super(`Spurt ${spurt} is finalized: its pages are complete, and there is nothing to continue.`, {
      hints: [
        `Its report: pufeth-por status --spurt ${spurt}.`,
        "To prove all pages yourself, omit --continue.",
      ],
    });
  }
}

/** The loaded block is not the last block of the spurt. */
export class SpurtBlockMismatchError extends CheckFailedError {
  readonly code = "SPURT_BLOCK_MISMATCH";
  constructor(
    readonly spurt: bigint,
    readonly expected: Hex,
    readonly found: Hex,
  ) {
    super(`The canonical block of spurt ${spurt} is ${expected}; the beacon state is of block ${found}.`, {
      hints: ["Use the state of the canonical block, from a node that follows the chain of --rpc."],
    });
  }
}

/** The registry is empty, so there is nothing to prove. */
export class RegistryEmptyError extends BadInputError {
  readonly code = "REGISTRY_EMPTY";
  constructor(readonly registry: Hex) {
    super(`The registry ${registry} has no validators.`, {
      hints: ["Register the provisioned validators first: pufeth-por register."],
    });
  }
}

/** The registry was not complete at the block, so the oracle never accepts a report of it. */
export class RegistryNotSealedError extends BadInputError {
  readonly code = "REGISTRY_NOT_SEALED";
  constructor(
    readonly registry: Hex,
    /** Seconds; 0 if it is not sealed. */
    readonly sealedAt: bigint,
    /** Of the execution block, seconds. */
    readonly timestamp: bigint,
  ) {
    const since = sealedAt === 0n ? "is not sealed yet" : `was sealed at ${sealedAt}`;
    super(`The registry ${registry} ${since}; the block's execution time is ${timestamp}.`, {
      hints: ["Only blocks from the seal on can be proved: use a later spurt, after the registrar's seal()."],
    });
  }
}

/** Nothing says which validators to prove. */
export class RegistryMissingError extends BadInputError {
  readonly code = "REGISTRY_MISSING";
  constructor() {
    super("A registry is missing: neither a list of validators is given, nor an oracle that has one.", {
      hints: ["Give one of them."],
    });
  }
}

/** None of the protocol's validators stands in the beacon state with its pod's credentials: there is nothing to prove. */
export class NoValidatorsError extends CheckFailedError {
  readonly code = "NO_VALIDATORS";
  constructor(
    readonly network: string,
    readonly modules: number,
  ) {
    super(
      `No validator of the ${modules} modules of ${network} is in the beacon state with its pod's credentials.`,
      {
        hints: [
          "Check that --rpc and the beacon state are of one network: pufeth-por doctor --network NAME --rpc URL.",
        ],
      },
    );
  }
}
