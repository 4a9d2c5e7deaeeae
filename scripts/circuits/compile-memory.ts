/**
 * The memory that a page circuit takes to be compiled, looked at before: a compiler that the kernel kills has worked for minutes, and
 * says nothing.
 * @module
 */
import type { PageSize } from "../../prover/plan/page-sizes.ts";
import { formatGigabytes } from "../../prover/prove/choose-threads.ts";
import { readMachine } from "../../prover/prove/machine.ts";
import { CompileMemoryError } from "./errors.ts";

/** Peak of the compiler and of whoever started it, measured: docs/measurements.md. */
const PEAK_BYTES = {
  test: 0.4e9,
  small: 0.5e9,
  standard: 1.0e9,
  large: 1.6e9,
  huge: 3.0e9,
} as const satisfies Record<PageSize, number>;

/** @throws CompileMemoryError */
export function checkCompileMemory(size: PageSize, { freeBytes } = readMachine()): void {
  const needed = PEAK_BYTES[size];
  if (freeBytes < needed)
    throw new CompileMemoryError(size, formatGigabytes(needed), formatGigabytes(freeBytes));
}
