/** What is said of processes that ended, and which of it may mean that memory ran out. @module */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { endOfProcess, mayBeMemory } from "../prover/end-of-process.ts";

it.each([
  [0, null, "it ended with exit code 0"],
  [3, null, "it ended with exit code 3"],
  [null, "SIGTERM", "it was killed by SIGTERM"],
  [null, "SIGKILL", "it was killed by SIGKILL, maybe by the kernel for lack of memory"],
  // As a shell tells it.
  [128 + 9, null, "it was killed by SIGKILL, maybe by the kernel for lack of memory"],
  [128 + 15, null, "it was killed by SIGTERM"],
] as const)("exit code %s, signal %s: %s", (code, signal, text) => {
  expect(endOfProcess(code, signal)).toBe(text);
  expect(mayBeMemory(text)).toBe(text.includes("SIGKILL"));
});

it("knows the words of whoever ran out of memory", () => {
  for (const text of [
    "Worker terminated due to reaching memory limit: JS heap out of memory",
    "FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory",
    "Array buffer allocation failed",
    "WebAssembly.Memory(): could not allocate memory",
    "WebAssembly.instantiate(): Out of memory: Cannot allocate Wasm memory for new instance",
    "memory allocation of 1073741824 bytes failed",
    "OUT_OF_MEMORY: there is not enough memory for the key and its proofs",
    "spawn ENOMEM",
    "terminate called after throwing an instance of 'std::bad_alloc'",
    "g++: fatal error: Killed signal terminated program cc1plus",
  ]) {
    expect([text, mayBeMemory(text)]).toEqual([text, true]);
  }
  for (const text of [
    "Error loading file: key",
    "it has said nothing for 1800 s",
    "ENOSPC: no space left on device",
    "Assert Failed. Error in template ReservesPage_99 line: 71",
    "its answer cannot be read (a payload of 1099511627776 bytes)",
  ]) {
    expect([text, mayBeMemory(text)]).toEqual([text, false]);
  }
});

it("knows a heap of Node that is full", async () => {
  const hungry = [
    "--max-old-space-size=16",
    "-e",
    "const all = []; for (;;) all.push(String(all.length).repeat(9));",
  ];
  const error = await promisify(execFile)(process.execPath, hungry).catch((thrown) => thrown);
  expect(mayBeMemory(error.stderr)).toBe(true);
});
