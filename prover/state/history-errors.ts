/** Failures of proving an older block from a newer state. @module */
import { BadInputError, CheckFailedError } from "../errors.ts";
import type { Hex } from "../hex.ts";

/** The newer state has no data about the slot. */
export class NotInHistoryError extends BadInputError {
  readonly code = "NOT_IN_HISTORY";
  constructor(targetSlot: number, stateSlot: number, reason: string) {
    super(`The state of slot ${stateSlot} does not contain the block of slot ${targetSlot}: ${reason}.`, {
      hints: ["Use a newer state, and the first summary period of this network."],
    });
  }
}

/** The slot is no longer in `block_roots`: its summary is a root over all block roots of its period. */
export class PeriodRootsMissingError extends BadInputError {
  readonly code = "PERIOD_ROOTS_MISSING";
  constructor(
    readonly period: number,
    firstSlot: number,
    lastSlot: number,
  ) {
    super(`The block roots of period ${period} (slots ${firstSlot} to ${lastSlot}) are needed.`, {
      hints: [`They are the block_roots of the state of slot ${lastSlot + 1}.`],
    });
  }
}

/** The given block roots do not match the summary in the state. */
export class PeriodRootsMismatchError extends CheckFailedError {
  readonly code = "PERIOD_ROOTS_MISMATCH";
  constructor(
    readonly period: number,
    readonly expected: Hex,
    readonly actual: Hex,
  ) {
    super(`The block roots of period ${period} hash to ${actual}, but the state's summary is ${expected}.`, {
      hints: ["A missed slot has the root of the block before it. Use block_roots from another source."],
    });
  }
}
