/**
 * Copies the ABI of ReservesOracle out of forge's artifact into TypeScript, where viem infers types from it:
 *
 *     forge build && tsx scripts/export-abi.ts
 *
 * The result is committed; a test compares it with the artifact.
 * @module
 */
import { writeFileSync } from "node:fs";
import { ABI_FILE, renderReservesOracleAbi } from "./export-verifier/render-abi.ts";

writeFileSync(ABI_FILE, renderReservesOracleAbi());
console.log(`Wrote ${ABI_FILE}.`);
