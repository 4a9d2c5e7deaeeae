/** Transactions hold as many parts as fit, by size and planned gas, and never one more. @module */
import fc from "fast-check";
import { keccak256, toHex } from "viem";
import { expect, test } from "vitest";
import type { Bundle, BundleExecution } from "../../../prover/bundle/schema.ts";
import { transactionBytes } from "../../../prover/chain/client/send-transaction.ts";
import { TRANSACTION_BYTES_CAP, TRANSACTION_GAS_CAP } from "../../../prover/chain/constants.ts";
import { submitPartsCall } from "../../../prover/spurt/calls/oracle-calls.ts";
import { fillParts, fitsWith, plannedPartsGas } from "../../../prover/spurt/parts/fill-parts.ts";
import { partsOf } from "../../../prover/spurt/parts/report-parts.ts";
import { ORACLE } from "../fake-chain.ts";

const CAPS = { gas: Number(TRANSACTION_GAS_CAP), bytes: TRANSACTION_BYTES_CAP };
const bytesOf = (seed: string, length: number) =>
  `0x${keccak256(toHex(seed))
    .slice(2)
    .repeat(17)
    .slice(0, 2 * length)}` as const;

/** As many accounts as the list has numbers; each account has a path of so many full branches of its own. */
function bundleOf(depths: readonly number[]): Bundle {
  const sources = depths.map((depth, i) => ({
    name: `account ${i}`,
    kind: "balance" as const,
    address: bytesOf(`account ${i}`, 20),
    slot: null,
    valueWei: "1",
    accountProof: Array.from({ length: depth }, (_, level) => bytesOf(`${i} ${level}`, 532)),
    storageProof: [],
  }));
  const execution = {
    stateRoot: bytesOf("root", 32),
    branch: [],
    header: null,
    sources,
    liabilities: [],
    token: { accountProof: [], storageProof: [] },
    deposits: { top: null, waiting: [], writtenOff: [] },
    withdrawals: null,
  } as unknown as BundleExecution;
  return { execution } as Bundle;
}

test("parts go out in as few transactions as fill each: none is above a limit, and one more would be", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 60 }),
      fc.constantFrom(7, Number.POSITIVE_INFINITY),
      fc.constantFrom(3_000_000, CAPS.gas),
      (depths, most, gas) => {
        const bundle = bundleOf(depths);
        const limits = { gas, bytes: CAPS.bytes, parts: most };
        let parts = partsOf(bundle.execution!);
        while (parts.length > 0) {
          const rest = parts;
          const callOf = (count: number) => submitPartsCall(ORACLE, 1n, bundle, rest.slice(0, count));
          const count = fillParts(rest.length, callOf, limits);
          const call = callOf(count);
          expect(transactionBytes(call as never)).toBeLessThanOrEqual(limits.bytes);
          expect(plannedPartsGas(call, count)).toBeLessThanOrEqual(limits.gas);
          expect(count).toBeLessThanOrEqual(limits.parts);
          if (count < rest.length) expect(fitsWith(callOf(count + 1), count + 1, limits)).toBe(false);
          parts = parts.slice(count);
        }
      },
    ),
    { numRuns: 12 },
  );
});

test("a part that fits nowhere is tried alone", () => {
  const bundle = bundleOf([300, 1]);
  const parts = partsOf(bundle.execution!);
  const callOf = (count: number) => submitPartsCall(ORACLE, 1n, bundle, parts.slice(0, count));
  expect(transactionBytes(callOf(1) as never)).toBeGreaterThan(CAPS.bytes);
  expect(fillParts(2, callOf, { ...CAPS, parts: Number.POSITIVE_INFINITY })).toBe(1);
});
