/**
 * Pages whose digest words leak into each other: a carry that is as wide as the gap between two words, and words without
 * gaps. A root that is not the digest of its slot is accepted. A false sum is not: a false chunk with a digest that near to
 * the honest one would have to be found.
 */
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { CircuitInput } from "../../prover/witness/circuit-input.ts";
import { compileCircuit } from "../../scripts/circuits/compile-circuit.ts";
import { REPOSITORY_ROOT } from "../../scripts/circuits/repository-root.ts";
import { pageExample } from "../support/page-example.ts";
import { TestCircuit } from "../support/test-circuit.ts";
import { Forger } from "./forger.ts";

interface LeakingPage {
  readonly name: string;
  readonly folder: string;
  readonly edits: readonly (readonly [file: string, sound: string, broken: string])[];
  /** Of the element of four words as the prover packs it. */
  readonly repacked: (element: bigint) => bigint;
  /** The carry of word 1 that takes 1 from word 0 where it is 1. */
  readonly carry: string;
}

const PADDING = "sha256/padding-block.circom";
const OUTPUT1 = "slot[0].hash.padding.output1";
const LEAKING: readonly LeakingPage[] = [
  {
    name: "a carry of nine bits, one too wide for a gap of eight",
    folder: "wide-carry",
    edits: [
      [PADDING, "output1 = OutputCarry(2, 0, 1)", "output1 = OutputCarry(2, 0, 9)"],
      [
        PADDING,
        "word[1] -= output1.carry[0] * (1 << 32);",
        "for (var i = 0; i < 9; i++) word[1] -= output1.carry[i] * (1 << (32 + i));",
      ],
    ],
    repacked: (element) => element,
    carry: `${OUTPUT1}.carry[8]`,
  },
  {
    name: "words side by side",
    folder: "adjacent-words",
    edits: [
      [PADDING, "(1 << 120)", "(1 << 96)"],
      [PADDING, "(1 << 80)", "(1 << 64)"],
      [PADDING, "(1 << 40)", "(1 << 32)"],
      ["ssz/packed-words.circom", "40 * (3 - j) + i;", "32 * (3 - j) + i;"],
      ["ssz/packed-words.circom", "40 * (i \\ 32) + i % 32", "i"],
      ["ssz/balance-chunk.circom", "40 * (3 - j) + 8", "32 * (3 - j) + 8"],
    ],
    repacked: (element) =>
      [0n, 1n, 2n, 3n].reduce((sum, j) => sum + (((element >> (40n * j)) & 0xffffffffn) << (32n * j)), 0n),
    carry: `${OUTPUT1}.carry[0]`,
  },
];

async function compileLeaking({ folder, edits }: LeakingPage): Promise<TestCircuit> {
  const root = join(REPOSITORY_ROOT, "build/test-circuits/broken", folder);
  // circom sees nothing outside the root.
  for (const copied of ["circuits", "node_modules/circomlib/circuits"]) {
    rmSync(join(root, copied), { recursive: true, force: true });
    cpSync(join(REPOSITORY_ROOT, copied), join(root, copied), { recursive: true });
  }
  for (const [file, sound, broken] of edits) {
    const path = join(root, "circuits", file);
    const text = readFileSync(path, "utf8");
    expect(text).toContain(sound);
    writeFileSync(path, text.replace(sound, broken));
  }
  return new TestCircuit(
    await compileCircuit(join(root, "circuits/mains/test.circom"), join(root, "compiled"), root),
  );
}

describe.each(LEAKING)("$name", (leaking) => {
  it("lets a root be proved that is not the digest of its slot", async () => {
    const circuit = await compileLeaking(leaking);
    const page = await pageExample();
    const nodes = (column: CircuitInput["slotLeft"]) =>
      column.map(([high, low]) => [leaking.repacked(high), leaking.repacked(low)] as const);
    const repacked = { ...page, slotLeft: nodes(page.slotLeft), slotRight: nodes(page.slotRight) };
    const forger = await Forger.overPage(circuit, repacked);
    const before = forger.valueAt(leaking.carry);
    // Word 0 stands at 2^96 of the first half.
    const rootHi = forger.valueAt("rootHi") + (2n * before - 1n) * (1n << 96n);
    const { violated } = forger.forge({ [leaking.carry]: 1n - before, rootHi });
    expect(violated).toEqual([]);
    expect(forger.forge({ rootHi }).violated).not.toEqual([]);
  });
});
