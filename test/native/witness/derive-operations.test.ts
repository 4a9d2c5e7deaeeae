import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { SCALAR_FIELD_ORDER } from "../../../prover/groth16/bn254.ts";
import type { CompiledCircuit } from "../../../scripts/circuits/compile-circuit.ts";
import { compileCircuit } from "../../../scripts/circuits/compile-circuit.ts";
import { REPOSITORY_ROOT } from "../../../scripts/circuits/repository-root.ts";
import { compilePageCircuit } from "../../../scripts/circuits/set-up-size.ts";
import { ConstraintRows } from "../../../scripts/circuits/witness-program/constraint-rows.ts";
import { deriveOperations } from "../../../scripts/circuits/witness-program/derive-operations.ts";
import { WitnessProgramError } from "../../../scripts/circuits/witness-program/errors.ts";
import { readHints } from "../../../scripts/circuits/witness-program/hints.ts";
import { makeWitnessProgram } from "../../../scripts/circuits/witness-program/make-witness-program.ts";
import { readSignals, type Signal } from "../../../scripts/circuits/witness-program/read-signals.ts";
import { TruthTables } from "../../../scripts/circuits/witness-program/truth-table.ts";

describe("deriveOperations", () => {
  let circuit: CompiledCircuit;
  let rows: ConstraintRows;
  beforeAll(async () => {
    circuit = await compilePageCircuit("test");
    rows = rowsOf(circuit);
  }, 600_000);

  const derive = async (signals: AsyncIterable<Signal>) =>
    deriveOperations("test", rows, await readHints("test", signals));

  async function* without(pattern: RegExp): AsyncGenerator<Signal> {
    for await (const signal of readSignals(circuit.symPath)) if (!pattern.test(signal.name)) yield signal;
  }

  it("makes every wire but the inputs and the constant 1 exactly once", async () => {
    const hints = await readHints("test", readSignals(circuit.symPath));
    const { operations } = deriveOperations("test", rows, hints);
    const made = new Map<number, number>();
    const make = (wire: number) => made.set(wire, (made.get(wire) ?? 0) + 1);
    const inputs = new Set(hints.inputs);
    for (const operation of operations) {
      switch (operation.kind) {
        case "table":
          for (let i = 0; i < operation.length; i++) make(operation.out + i);
          break;
        case "bits":
        case "digest":
          for (const { wire, length } of operation.kind === "bits" ? operation.out : operation.carries) {
            // An input that must be a bit is one already.
            for (let i = 0; i < length; i++) if (!inputs.has(wire + i)) make(wire + i);
          }
          if (operation.kind === "digest") make(operation.out);
          break;
        case "assign":
          make(operation.out);
          break;
        case "isZero":
          make(operation.inverse);
          make(operation.out);
          break;
        case "select":
          for (const selector of operation.selectors) make(selector);
          break;
        case "side":
          make(operation.side);
          break;
        case "check":
          break;
      }
    }
    expect([...made.values()].every((times) => times === 1)).toBe(true);
    const named = hints.inputs.filter((wire) => wire !== undefined).length;
    expect(made.size).toBe(rows.header.wireCount - 1 - named);
  });

  it.each([
    ["the inverse of IsZero", /\.inverse$/],
    ["the selectors of a claim", /laneClaim\[2\]\.selector/],
    ["the side of a claim", /laneClaim\[2\]\.side/],
    ["a carry of a digest", /slot\[3\]\..*output4\.carry\[1\]/],
    ["what a claim reads", /lane\[1\]\.exists$/],
    ["an input", /^countOut$/],
  ])("refuses a circuit without the name of %s", async (_, pattern) => {
    await expect(derive(without(pattern))).rejects.toBeInstanceOf(WitnessProgramError);
  });

  it("refuses another circuit than the page's", async () => {
    const main = `${REPOSITORY_ROOT}/test/circuits/mains/claim.circom`;
    const claim = await compileCircuit(main, `${REPOSITORY_ROOT}/build/test-circuits/claim`);
    await expect(makeWitnessProgram(claim)).rejects.toMatchObject({ code: "WITNESS_PROGRAM_NOT_DERIVED" });
  });

  it("refuses constraints that their manifest does not name", async () => {
    const manifest = { ...circuit.manifest, r1csSha256: "00".repeat(32) };
    await expect(makeWitnessProgram({ ...circuit, manifest })).rejects.toThrow(
      /not the file that its manifest names/,
    );
  });
});

describe("TruthTables", () => {
  const coefficient = (value: number) => (BigInt(value) + SCALAR_FIELD_ORDER) % SCALAR_FIELD_ORDER;
  const values: bigint[] = [];
  const number = (value: number) => values.push(coefficient(value)) - 1;
  const row = (...terms: [wire: number, factor: number][]) =>
    terms.map(([wire, factor]) => ({ wire, coefficient: number(factor) }));
  const sum: [number, number][] = [
    [1, 1],
    [2, 1],
    [3, 1],
  ];
  const negated = sum.map(([wire, factor]): [number, number] => [wire, -factor]);
  const tables = new TruthTables(values);
  const bits = (index: number) => [index & 1, (index >> 1) & 1, (index >> 2) & 1] as const;
  const tableOf = (law: (a: number, b: number, c: number) => number) =>
    Array.from({ length: 8 }, (_, i) => BigInt(law(...bits(i))) << BigInt(i)).reduce((all, bit) => all | bit);

  it("solves s (2x − s + 2) = 3x for xor3, s (4x − s + 1) = 6x for maj and a (b − c) = x − c for ch", () => {
    const xor3 = [row(...sum), row([4, 2], ...negated, [0, 2]), row([4, 3])] as const;
    const maj = [row(...sum), row([4, 4], ...negated, [0, 1]), row([4, 6])] as const;
    const ch = [row([1, 1]), row([2, 1], [3, -1]), row([4, 1], [3, -1])] as const;
    expect(tables.solve(xor3, [1, 2, 3], 4, false)).toBe(tableOf((a, b, c) => a ^ b ^ c));
    expect(tables.solve(maj, [1, 2, 3], 4, false)).toBe(tableOf((a, b, c) => Number(a + b + c >= 2)));
    expect(tables.solve(ch, [1, 2, 3], 4, false)).toBe(tableOf((a, b, c) => (a ? b : c)));
  });

  it("leaves alone what is no bit, and what its constraint leaves open", () => {
    expect(tables.solve([[], [], row([1, 1], [2, 1], [4, -1])], [1, 2], 4, false)).toBeUndefined();
    expect(tables.solve([row([1, 1]), row([4, 1]), []], [1], 4, false)).toBeUndefined();
  });

  it("alwaysHolds: w (w − 1) = 0 of a bit does, and no constraint that some bits violate", () => {
    expect(tables.alwaysHolds([row([1, 1]), row([1, 1], [0, -1]), []], [1])).toBe(true);
    fc.assert(
      fc.property(fc.integer({ min: -3, max: 3 }), fc.integer({ min: -3, max: 3 }), (a, b) => {
        expect(tables.alwaysHolds([[], [], row([1, a], [2, b])], [1, 2])).toBe(a === 0 && b === 0);
      }),
    );
  });
});

function rowsOf({ r1csPath, manifest }: CompiledCircuit): ConstraintRows {
  const { a, b, c } = manifest.counts.nonZeroCoefficients;
  return new ConstraintRows(r1csPath, a + b + c);
}
