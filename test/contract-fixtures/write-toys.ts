/**
 * `npx tsx test/contract-fixtures/write-toys.ts`: only the fixtures that take seconds, for work on the contracts.
 * @module
 */
import { refreshToys } from "./toy-fixtures.ts";

await refreshToys();
// snarkjs keeps its curve's worker threads alive.
process.exit(0);
