/**
 * The committed gas costs, test/snapshots/gas.json. Development keys are random, and with them the zero bytes of
 * calldata and the bits that the precompiles and the batch challenge see: costs are compared within half a percent.
 * @module
 */
import { readFileSync, writeFileSync } from "node:fs";
import { expect } from "vitest";

const SNAPSHOT = new URL("../snapshots/gas.json", import.meta.url);
/** Of the committed cost. */
const TOLERANCE = 0.005;

/**
 * After a change that is meant: `UPDATE_SNAPSHOTS=1 npx vitest run test/end-to-end`, and read the diff.
 * @param measured  gas by name; names that others measure stay as they are.
 */
export function expectCommittedGas(measured: Readonly<Record<string, number>>): void {
  const committed = JSON.parse(readFileSync(SNAPSHOT, "utf8")) as Record<string, number>;
  if (process.env.UPDATE_SNAPSHOTS) {
    const all = Object.entries({ ...committed, ...measured }).sort(([a], [b]) => (a < b ? -1 : 1));
    writeFileSync(SNAPSHOT, `${JSON.stringify(Object.fromEntries(all), null, 2)}\n`);
    return;
  }
  for (const [name, gas] of Object.entries(measured)) {
    const expected = committed[name];
    expect(expected, `${name} is not in gas.json`).toBeDefined();
    const change = `${name}: ${gas} gas, ${expected} committed`;
    expect(Math.abs(gas - expected!) / expected!, change).toBeLessThanOrEqual(TOLERANCE);
  }
}
