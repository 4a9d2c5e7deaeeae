import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { forgeries, unnoticedEdits } from "../support/edit-every-wire.ts";
import { type TestCircuit, testCircuit } from "../support/test-circuit.ts";

const byte = fc.oneof(fc.nat({ max: 255 }), fc.constantFrom(0, 1, 127, 128, 254, 255));

describe("ToBits, IsZero and LessThan", () => {
  let circuit: TestCircuit;
  beforeAll(async () => {
    circuit = await testCircuit("arithmetic");
  });

  it("agree with JavaScript on every kind of byte", async () => {
    await fc.assert(
      fc.asyncProperty(byte, byte, byte, async (value, a, b) => {
        const witness = await circuit.witness({ value, a, b });
        const bits = Array.from({ length: 8 }, (_, i) => witness[circuit.wire(`bits.bits[${i}]`)]);
        expect(bits).toEqual(Array.from({ length: 8 }, (_, i) => BigInt((value >> i) & 1)));
        expect(witness[circuit.wire("isZero.out")]).toBe(value === 0 ? 1n : 0n);
        expect(witness[circuit.wire("isLess.out")]).toBe(a < b ? 1n : 0n);
        expect(circuit.system.violated(witness)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    [0, 3, 4],
    [3, 4, 4],
    [255, 255, 0],
  ])("cannot be forged: value %i, a %i, b %i", async (value, a, b) => {
    const witness = await circuit.witness({ value, a, b });
    // `inverse` is free where the value is 0: IsZero says so, and nothing reads it.
    const harmless = value === 0 ? ["isZero.inverse"] : [];
    expect(unnoticedEdits(circuit, witness)).toEqual(harmless);
    const wires = forgeries(circuit, witness, 5).flat();
    expect(wires.filter((wire) => !harmless.some((name) => circuit.wire(name) === wire))).toEqual([]);
  });

  it.each([256, -1])("refuse %i as a byte", async (value) => {
    await expect(circuit.witness({ value, a: 0, b: 0 })).rejects.toThrow();
  });
});
