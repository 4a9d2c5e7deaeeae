/** Failures of proving an older block below a newer state. @module */
import { BadInputError, CheckFailedError } from "../errors.ts";
import type { Hex } from "../hex.ts";

/** The newer state says nothing about the slot. */
export class NotInHistoryError extends BadInputError {
  readonly code = "NOT_IN_HISTORY";
  constructor(targetSlot: number, stateSlot: number, reason: string) {
    super(`The state of slot ${stateSlot} does not hold the block of slot ${targetSlot}: ${reason}.`, {
      hints: ["Take a newer state, and the first summary period of this network."],
    });
  }
}

/** The slot has left `block_roots`: its summary is a root over all block roots of its period. */
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

/** The block roots given are not those that the state summarises. */
export class PeriodRootsMismatchError extends CheckFailedError {
  readonly code = "PERIOD_ROOTS_MISMATCH";
  constructor(
    readonly period: number,
    readonly expected: Hex,
    readonly actual: Hex,
  ) {
    super(`The block roots of period ${period} hash to ${actual}, the state's summary says ${expected}.`, {
      hints: ["A missed slot has the root of the block before it. Take block_roots of another source."],
    });
  }
}
