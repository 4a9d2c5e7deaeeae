import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SCALAR_FIELD_ORDER } from "../../../prover/groth16/bn254.ts";
import { R1csFormatError } from "../../../scripts/development-keys/errors.ts";
import { type Matrix, R1csFile } from "../../../scripts/development-keys/r1cs-file.ts";
import { sectionRanges } from "./binary-sections.ts";
import { compile, mainCircuit, readWithR1csfile, temporaryFolder } from "./key-circuit.ts";

type Term = readonly [Matrix, constraint: number, wire: number, coefficient: bigint];

const folder = temporaryFolder();
let r1csPath = "";
let whole: Buffer;
beforeAll(async () => {
  ({ r1csPath } = await compile(mainCircuit("keys-public"), folder.path));
  whole = readFileSync(r1csPath);
});
afterAll(() => folder.remove());

function readTerms(path: string, windowBytes: number): Term[] {
  const file = new R1csFile(path);
  const window = new Uint8Array(windowBytes);
  const terms: Term[] = [];
  try {
    file.visitTerms(window, (matrix, constraint, wire, offset) => {
      const bytes = Buffer.from(window.slice(offset, offset + 32)).reverse();
      terms.push([matrix, constraint, wire, BigInt(`0x${bytes.toString("hex")}`)]);
    });
  } finally {
    file.close();
  }
  return terms;
}

function readBytes(bytes: Buffer): Term[] {
  const path = join(folder.path, "changed.r1cs");
  writeFileSync(path, bytes);
  return readTerms(path, 4096);
}

describe("R1csFile", () => {
  it("agrees with r1csfile on header and terms", async () => {
    const expected = await readWithR1csfile(r1csPath);
    const terms: Term[] = [];
    for (const [constraint, combinations] of [...expected.constraints].entries()) {
      for (const matrix of [0, 1, 2] as const) {
        for (const [wire, value] of Object.entries(combinations[matrix])) {
          terms.push([matrix, constraint, Number(wire), value]);
        }
      }
    }
    const file = new R1csFile(r1csPath);
    file.close();
    expect(file.header).toEqual({
      wireCount: expected.nVars,
      publicCount: expected.nOutputs + expected.nPubInputs,
      constraintCount: expected.nConstraints,
    });
    const inWireOrder = readTerms(r1csPath, 4096).sort((a, b) => a[1] - b[1] || a[0] - b[0] || a[2] - b[2]);
    expect(inWireOrder).toEqual(terms);
    expect(terms.length).toBeGreaterThan(8);
  });

  it("reads the same through a window of any size", () => {
    const expected = readTerms(r1csPath, 4096);
    for (const windowBytes of [64, 65, 71, 100, 255])
      expect(readTerms(r1csPath, windowBytes)).toEqual(expected);
  });

  it("refuses every proper prefix of a file", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: whole.length - 1 }), (length) => {
        expect(() => readBytes(whole.subarray(0, length))).toThrow(R1csFormatError);
      }),
    );
  });

  type Edit = (bytes: Buffer, header: number, constraints: number) => void;
  const edits: [string, Edit][] = [
    ["another magic", (bytes) => bytes.write("zkey", 0, "latin1")],
    ["another version", (bytes) => bytes.writeUInt32LE(2, 4)],
    ["another field", (bytes, header) => bytes.writeUInt8(bytes[header + 4]! ^ 1, header + 4)],
    ["more wires than labels", (bytes, header) => bytes.writeUInt32LE(0xffffffff, header + 36)],
    ["more constraints than bytes", (bytes, header) => bytes.writeUInt32LE(0xffffffff, header + 60)],
    [
      "one constraint too many",
      (bytes, header) => bytes.writeUInt32LE(bytes.readUInt32LE(header + 60) + 1, header + 60),
    ],
    [
      "one constraint too few",
      (bytes, header) => bytes.writeUInt32LE(bytes.readUInt32LE(header + 60) - 1, header + 60),
    ],
    ["more public values than wires", (bytes, header) => bytes.writeUInt32LE(1_000, header + 40)],
    ["a wire out of range", (bytes, _header, start) => bytes.writeUInt32LE(1_000, start + 4)],
    ["a coefficient that is the order", (bytes, _header, start) => bytes.write(ORDER_HEX, start + 8, "hex")],
    ["a coefficient far above the order", (bytes, _header, start) => bytes.fill(0xff, start + 8, start + 40)],
  ];
  it.each(edits)("refuses %s", (_name, edit) => {
    const bytes = Buffer.from(whole);
    const ranges = sectionRanges(bytes);
    edit(bytes, ranges.get(1)!.start, ranges.get(2)!.start);
    expect(() => readBytes(bytes)).toThrow(R1csFormatError);
  });

  it("accepts the largest coefficient of the field", () => {
    const bytes = Buffer.from(whole);
    const { start } = sectionRanges(bytes).get(2)!;
    bytes.write(ORDER_HEX, start + 8, "hex");
    bytes.writeUInt8(bytes[start + 8]! - 1, start + 8);
    expect(readBytes(bytes)[0]![3]).toBe(SCALAR_FIELD_ORDER - 1n);
  });

  it("refuses custom gates", () => {
    const gates = Buffer.alloc(12 + 8);
    gates.writeUInt32LE(4, 0);
    gates.writeBigUInt64LE(8n, 4);
    const bytes = Buffer.concat([whole, gates]);
    bytes.writeUInt32LE(whole.readUInt32LE(8) + 1, 8);
    expect(() => readBytes(bytes)).toThrow(/custom gates/);
  });
});

const ORDER_HEX = Buffer.from(SCALAR_FIELD_ORDER.toString(16), "hex").reverse().toString("hex");
