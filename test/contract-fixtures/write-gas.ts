/**
 * `npx tsx test/contract-fixtures/write-gas.ts`: what GasMeasurements.t.sol reads.
 * @module
 */
import { refreshMainnetSize } from "./mainnet-size.ts";
import { refreshToys } from "./toy-fixtures.ts";

await refreshToys();
await refreshMainnetSize();
// snarkjs keeps its curve's worker threads alive.
process.exit(0);
