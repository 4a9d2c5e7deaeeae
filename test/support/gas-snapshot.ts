/**
 * The committed gas costs, test/snapshots/gas.json. Development keys are random, and with them the zero bytes of
 * calldata and the bits that the precompiles and the batch challenge see: costs are compared within half a percent.
 * @module
 */
import { expect } from "vitest";
import { expectCommitted } from "./committed.ts";

/** Of the committed cost. */
const TOLERANCE = 0.005;

/** @param measured  gas by name; names that others measure stay as they are. */
export function expectCommittedGas(measured: Readonly<Record<string, number>>): void {
  expectCommitted("gas.json", measured, (gas, committed, name) => {
    const change = `${name}: ${gas} gas, ${committed} committed`;
    expect(Math.abs(gas - committed) / committed, change).toBeLessThanOrEqual(TOLERANCE);
  });
}
