/**
 * The scalars of a key against the textbook: polynomials interpolated and evaluated with bigints, from constraints
 * that r1csfile read.
 */
import { afterAll, describe, expect, it } from "vitest";
import { SCALAR_FIELD_ORDER as R } from "../../../prover/groth16/bn254.ts";
import { computeKeyScalars } from "../../../scripts/development-keys/key-scalars.ts";
import { loadBn254 } from "../../../scripts/development-keys/load-bn254.ts";
import { R1csFile } from "../../../scripts/development-keys/r1cs-file.ts";
import { drawToxicWaste, inverseMod, powMod } from "../../../scripts/development-keys/toxic-waste.ts";
import { domainPowerOf } from "../../../scripts/development-keys/write-groth16-key.ts";
import { compile, mainCircuit, readWithR1csfile, temporaryFolder } from "./key-circuit.ts";

const { curve, module } = await loadBn254();
const folder = temporaryFolder();
afterAll(() => folder.remove());

const mod = (value: bigint): bigint => ((value % R) + R) % R;

/** L_j(x) as the product of (x − x_m)/(x_j − x_m) over the other points: no roots-of-unity shortcut. */
function lagrange(points: readonly bigint[], j: number, x: bigint): bigint {
  let value = 1n;
  for (const [m, other] of points.entries()) {
    if (m !== j) value = mod(value * (x - other) * inverseMod(mod(points[j]! - other)));
  }
  return value;
}

function domain(root: bigint, size: number): bigint[] {
  return Array.from({ length: size }, (_, i) => powMod(root, BigInt(i)));
}

function decode(bytes: Uint8Array): bigint[] {
  return Array.from({ length: bytes.length / 32 }, (_, i) =>
    BigInt(
      `0x${Buffer.from(bytes.slice(i * 32, i * 32 + 32))
        .reverse()
        .toString("hex")}`,
    ),
  );
}

describe("computeKeyScalars", () => {
  it.each(["keys-no-public", "keys-public", "keys-full-domain", "keys-past-domain"])(
    "is the textbook key of %s",
    async (name) => {
      const { r1csPath } = await compile(mainCircuit(name), folder.path);
      const expected = await readWithR1csfile(r1csPath);
      const r1cs = new R1csFile(r1csPath);
      const power = domainPowerOf(r1cs.header);
      const domainSize = 2 ** power;
      const toxicWaste = drawToxicWaste(domainSize);
      const { tau, alpha, beta, gamma, delta } = toxicWaste;
      const doubleDomainRoot = curve.Fr.toObject(curve.Fr.w[power + 1]!);
      const scalars = await computeKeyScalars(module, {
        r1cs,
        domainSize,
        doubleDomainRoot,
        toxicWaste,
        writeCoefficients: () => undefined,
        onConstraint: () => undefined,
      });
      r1cs.close();

      const points = domain(curve.Fr.toObject(curve.Fr.w[power]!), domainSize);
      const publicCount = expected.nOutputs + expected.nPubInputs;
      const sums = [0, 1, 2].map(() => new Array<bigint>(expected.nVars).fill(0n));
      for (const [row, combinations] of [...expected.constraints].entries()) {
        for (const matrix of [0, 1, 2] as const) {
          for (const [wire, value] of Object.entries(combinations[matrix])) {
            const sum = sums[matrix]!;
            sum[Number(wire)] = mod(sum[Number(wire)]! + value * lagrange(points, row, tau));
          }
        }
      }
      for (let wire = 0; wire <= publicCount; wire++) {
        sums[0]![wire] = mod(sums[0]![wire]! + lagrange(points, expected.nConstraints + wire, tau));
      }
      const [a, b, c] = sums as [bigint[], bigint[], bigint[]];
      const combined = a.map((value, wire) =>
        mod((beta * value + alpha * b[wire]! + c[wire]!) * inverseMod(wire <= publicCount ? gamma : delta)),
      );
      const doublePoints = domain(doubleDomainRoot, 2 * domainSize);

      expect(decode(scalars.a)).toEqual(a);
      expect(decode(scalars.b)).toEqual(b);
      expect(decode(scalars.ic)).toEqual(combined.slice(0, publicCount + 1));
      expect(decode(scalars.c)).toEqual(combined.slice(publicCount + 1));
      expect(decode(scalars.h)).toEqual(
        Array.from({ length: domainSize }, (_, i) =>
          mod(lagrange(doublePoints, 2 * i + 1, tau) * inverseMod(delta)),
        ),
      );
    },
  );
});

describe("domainPowerOf", () => {
  it("has a row for every constraint, every public value and wire 0, and not twice as many", () => {
    for (const [constraintCount, publicCount, power] of [
      [0, 0, 1],
      [1, 0, 1],
      [2, 0, 2],
      [5, 2, 3],
      [6, 2, 4],
      [2 ** 20 - 17, 16, 20],
      [2 ** 20 - 16, 16, 21],
      [2 ** 32 - 1, 5, 33],
    ] as const) {
      expect(domainPowerOf({ wireCount: 1, constraintCount, publicCount })).toBe(power);
    }
  });
});

it("drawToxicWaste: scalars are distinct, in range and never drawn twice", () => {
  const drawn = Array.from({ length: 20 }, () => Object.values(drawToxicWaste(8)) as bigint[]).flat();
  expect(new Set(drawn).size).toBe(100);
  expect(drawn.every((scalar) => scalar > 0n && scalar < R)).toBe(true);
});
