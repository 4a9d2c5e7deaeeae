import { createHash } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { packNode } from "../../prover/witness/pack-node.ts";
import { modulo } from "../../scripts/soundness/constraint-system.ts";
import { EditedWitness } from "../support/edited-witness.ts";
import { type TestCircuit, testCircuit } from "../support/test-circuit.ts";

const left = new Uint8Array(32).fill(0x11);
const right = new Uint8Array(32).fill(0xee);
const digest = packNode(createHash("sha256").update(left).update(right).digest());
const another = packNode(left);

describe("HashSlot", () => {
  let circuit: TestCircuit;
  beforeAll(async () => {
    circuit = await testCircuit("hash-slot");
  });
  const outcome = async (gindex: bigint, root: [bigint, bigint]) => {
    const witness = await circuit.witness({ gindex, left: packNode(left), right: packNode(right), root });
    return witness[circuit.wire("claims")];
  };

  it.each([
    [0n, 0n],
    [2n, 1n],
    [3n, 1n],
    [(1n << 64n) - 1n, 1n],
  ])("at gindex %i claims a parent: %i, whatever the root is", async (gindex, claims) => {
    expect(await outcome(gindex, another)).toBe(claims);
  });

  it("at gindex 1 claims nothing, and its digest is the root", async () => {
    expect(await outcome(1n, digest)).toBe(0n);
  });

  it.each([
    ["the wrong root", [another[0], another[1]]],
    ["a root wrong in its first half", [another[0], digest[1]]],
    ["a root wrong in its second half", [digest[0], another[1]]],
  ] as [string, [bigint, bigint]][])("at gindex 1 refuses %s", async (_, root) => {
    await expect(outcome(1n, root)).rejects.toThrow();
  });

  it.each([1n << 64n, -1n, 1n << 200n])(
    "refuses the gindex %i: a path of more than 64 levels could wrap round the field",
    async (gindex) => {
      await expect(outcome(gindex, another)).rejects.toThrow();
    },
  );

  /** Everything inside of it: templates.exhaustive.test.ts of test/soundness/. */
  it("at gindex 1 binds each of its inputs and outputs, by the constraints alone", async () => {
    const input = { gindex: 1n, left: packNode(left), right: packNode(right), root: digest };
    const witness = await circuit.witness(input);
    expect(circuit.system.violated(witness)).toEqual([]);
    const names = [
      "gindex",
      "claims",
      ...["left", "right", "root", "digest"].flatMap((n) => [`${n}[0]`, `${n}[1]`]),
    ];
    for (const name of names) {
      for (const step of [1n, -1n, 1n << 32n, 1n << 112n]) {
        const edited = new EditedWitness(circuit.system, witness);
        const wire = circuit.wire(name);
        edited.set(wire, modulo(witness[wire]! + step));
        expect(edited.violated(), `${name} + ${step}`).toBeDefined();
      }
    }
  });
});
