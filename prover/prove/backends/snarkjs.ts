/**
 * snarkjs in a worker thread; always available.
 * @module
 */
import type { Backend } from "./backend.ts";

/**
 * Measured as growth of the process's peak resident size, Node 20.20, snarkjs 0.7.6; `npm run bench` prints the whole
 * process's.
 */
const MEMORY_PER_KEY_BYTE = 4;
const MEMORY_BESIDES = 50e6;

/** Of a page of 2^20 constraints in one thread: docs/measurements.md. */
const PAGE_CPU_SECONDS = 110;

export const snarkjsBackend = {
  name: "snarkjs",
  options: [],
  installation: null,
  temporaryBytes: 0,
  /** Each thread is single-threaded inside. */
  pagesAtOnce: (cores) => cores,
  memoryBytes: (provingKeyBytes, pages) =>
    Math.ceil(pages * (MEMORY_PER_KEY_BYTE * provingKeyBytes + MEMORY_BESIDES)),
  roundSeconds: (power, pages, cores) => PAGE_CPU_SECONDS * 2 ** (power - 20) * Math.max(1, pages / cores),
  find: async () => ({ name: "snarkjs" }),
  examine: async () => ({ level: "ok", found: "included", next: null }),
  create: (_, pool) => ({
    prove: ({ wasm, provingKey }, input, signal) =>
      pool.provePage({ wasmPath: wasm, provingKeyPath: provingKey, input }, signal),
    close: async () => {},
  }),
} as const satisfies Backend;
