/**
 * The page with one `<==` turned into `<--`, each of which lets a false sum be proved: the forger of attempts/ finds
 * it. Where this fails, the tests of the sound page would not notice such a fault either.
 */
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { type CompiledCircuit, compileCircuit } from "../../scripts/circuits/compile-circuit.ts";
import { REPOSITORY_ROOT } from "../../scripts/circuits/repository-root.ts";
import { compilePageCircuit } from "../../scripts/circuits/set-up-size.ts";
import { derive } from "../../scripts/soundness/derivation.ts";
import { givenWires } from "../../scripts/soundness/page-advice.ts";
import { undeterminedSignals } from "../../scripts/soundness/undetermined-signals.ts";
import { TestCircuit } from "../support/test-circuit.ts";
import { decoupledIndex, nodeWithWhatWasPicked, orphanChunk } from "./attempts/example-page.ts";
import { Forger, type Lies } from "./forger.ts";

interface BrokenPage {
  readonly name: string;
  readonly file: string;
  readonly sound: string;
  readonly broken: string;
  readonly lies: (forger: Forger) => Lies;
  /** What the check of determinism finds open beside what it finds in the sound page. */
  readonly open: readonly string[];
}

const BROKEN: readonly BrokenPage[] = [
  {
    name: "a claim that does not constrain what it picked",
    file: "ssz/claim.circom",
    sound: "picked[k] <== left",
    broken: "picked[k] <-- left",
    lies: nodeWithWhatWasPicked,
    // Open beside a digest. In a lane it follows from the node, false as it may be: that takes a forger to find.
    open: ["slotClaim[].picked[]"],
  },
  {
    name: "a lane whose index bits are not those of its index",
    file: "registry/validator-lane.circom",
    sound: "indexBits.in <== index",
    broken: "indexBits.in <-- index",
    lies: () => decoupledIndex,
    // The bits, all that is read by them, and the sums of it.
    open: [
      "principalOut",
      "rawOut",
      "lane[].chunkGindex",
      "lane[].rawGwei",
      "lane[].backedGwei",
      "lane[].offset",
      "lane[].smallerGwei",
      "lane[].balances.balanceGwei",
      "lane[].balances.lane[]",
      "lane[].balances.low",
      "lane[].balances.high",
      "lane[].indexBits.bits[]",
      "lane[].indexBits.in",
      "lane[].isBelow.out",
      "lane[].isBelow.difference.bits[]",
      "lane[].isBelow.difference.in",
      "lane[].offsetBits.bits[]",
      "lane[].roomBits.bits[]",
      "lane[].roomBits.in",
      "totalRange[].bits[]",
    ],
  },
  {
    name: "a lane whose claim may say nothing although its validator exists",
    file: "reserves-page.circom",
    sound: "laneClaim[l].active <== lane[l].exists",
    broken: "laneClaim[l].active <-- lane[l].exists",
    lies: () => orphanChunk,
    // All follows from the selectors, which a forger sets to 0.
    open: [],
  },
];

/** The sources with one place changed, in a folder of its own; compiled once for each state of the sources. */
async function compileBroken({ file, sound, broken }: BrokenPage): Promise<CompiledCircuit> {
  const root = join(REPOSITORY_ROOT, "build/test-circuits/broken", file.replace(/\W/g, "-"));
  const sources = join(root, "circuits");
  // circom sees nothing outside the root.
  for (const folder of ["circuits", "node_modules/circomlib/circuits"]) {
    rmSync(join(root, folder), { recursive: true, force: true });
    cpSync(join(REPOSITORY_ROOT, folder), join(root, folder), { recursive: true });
  }
  const text = readFileSync(join(sources, file), "utf8");
  expect(text.split(sound)).toHaveLength(2);
  writeFileSync(join(sources, file), text.replace(sound, broken));
  return compileCircuit(join(sources, "mains/test.circom"), join(root, "compiled"), root);
}

function openSignals({ system, wires }: TestCircuit): string[] {
  return Object.keys(undeterminedSignals(wires, derive(system, givenWires(wires))));
}

let openOfSound: readonly string[];
beforeAll(async () => {
  openOfSound = openSignals(new TestCircuit(await compilePageCircuit("test")));
});

describe.each(BROKEN)("$name", (page) => {
  it("lets a false sum be proved", async () => {
    const circuit = new TestCircuit(await compileBroken(page));
    const forger = await Forger.overExample(circuit);
    const { violated, valueAt } = forger.forge(page.lies(forger));
    expect(violated).toEqual([]);
    expect(valueAt("rawOut")).not.toBe(forger.valueAt("rawOut"));
    expect(valueAt("commitmentOut")).toBe(forger.valueAt("commitmentOut"));
    expect(openSignals(circuit).filter((name) => !openOfSound.includes(name))).toEqual(page.open);
  });
});
