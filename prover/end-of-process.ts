/**
 * How a child process ended, in words; and whether what is said of a failure may mean that memory ran out. Nobody says so for sure:
 * the kernel kills without a word, and each program has words of its own.
 * @module
 */
import { constants } from "node:os";

/** Added to the number of the signal by a shell whose program was killed. */
const KILLED = 128;

/** @returns without a full stop. */
export function endOfProcess(code: number | null, signal: NodeJS.Signals | null): string {
  const killedBy = signal ?? Object.entries(constants.signals).find(([, n]) => KILLED + n === code)?.[0];
  if (killedBy === undefined) return `it ended with exit code ${code}`;
  const guess = killedBy === "SIGKILL" ? ", maybe by the kernel for lack of memory" : "";
  return `it was killed by ${killedBy}${guess}`;
}

/** Of the kernel, Node and V8, its WASM, C++, Rust's allocator, g++ about its parts, and the native prover. */
const SIGNS =
  /SIGKILL|Killed signal|out of memory|OUT_OF_MEMORY|memory limit|allocation failed|could not allocate|cannot allocate|bad_alloc|ENOMEM|memory allocation of/i;

/** @param text  of a failure: a message, or what a program printed in the end. */
export function mayBeMemory(text: string): boolean {
  return SIGNS.test(text);
}
