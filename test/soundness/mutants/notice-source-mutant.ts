/**
 * Whether the suite notices a source mutant: more is open than in the sound circuit, or a lie is taken. The smallest circuit
 * with the template in it is tried first, then the page.
 * @module
 */
import { cpSync, existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { compileCircuit } from "../../../scripts/circuits/compile-circuit.ts";
import { REPOSITORY_ROOT } from "../../../scripts/circuits/repository-root.ts";
import { derive } from "../../../scripts/soundness/derivation.ts";
import { givenWires } from "../../../scripts/soundness/page-advice.ts";
import { undeterminedSignals } from "../../../scripts/soundness/undetermined-signals.ts";
import { TestCircuit } from "../../support/test-circuit.ts";
import { PAGE_ATTEMPTS } from "../attempts/page-attempts.ts";
import { Forger } from "../forger.ts";
import { forgeTemplate, TEMPLATES } from "../template-attempts.ts";
import type { SourceMutant } from "./source-mutants.ts";

/** By template, the circuit of test/circuits/mains/ that has it; others are in a pair hash or only in a page. */
const CIRCUIT_OF: Readonly<Record<string, string>> = {
  ToBits: "arithmetic",
  IsZero: "arithmetic",
  LessThan: "arithmetic",
  Poseidon3: "poseidon3",
  ValidatorLane: "validator-lane",
  BalanceChunk: "validator-lane",
  NextScheduleWords: "rounds",
  Rounds: "rounds",
  OutputCarry: "words",
  Xor3: "words",
  Majority: "words",
  Choose: "words",
  AddWords: "words",
  UnpackWords: "words",
  Claim: "claim",
  HashSlot: "hash-slot",
  PackHalf: "page",
  ReservesPage: "page",
};

/** @returns what noticed it; undefined where nothing did. */
export async function noticeSourceMutant(
  mutant: SourceMutant,
  openOfPage: readonly string[],
): Promise<string | undefined> {
  const root = checkoutOf(mutant);
  try {
    const first = CIRCUIT_OF[mutant.template] ?? "pair-hash";
    const inTemplate = first === "page" ? undefined : await noticeInTemplate(first, root);
    return inTemplate ?? (await noticeInPage(root, openOfPage));
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** Signals that are open in the page that is compiled of some sources. */
export async function openSignalsOfPage(circuit: TestCircuit): Promise<string[]> {
  const derivation = derive(circuit.system, givenWires(circuit.wires));
  return Object.keys(undeterminedSignals(circuit.wires, derivation));
}

/** circom sees nothing outside the root. */
function checkoutOf(mutant: SourceMutant): string {
  const root = join(REPOSITORY_ROOT, `build/test-circuits/mutant-${process.pid}`);
  for (const folder of ["circuits", "test/circuits/mains", "node_modules/circomlib/circuits"]) {
    rmSync(join(root, folder), { recursive: true, force: true });
    cpSync(join(REPOSITORY_ROOT, folder), join(root, folder), { recursive: true });
  }
  if (!existsSync(join(root, "circuits", mutant.file))) throw new Error(`${mutant.file} is not in circuits/`);
  writeFileSync(join(root, "circuits", mutant.file), mutant.text);
  return root;
}

async function noticeInTemplate(name: string, root: string): Promise<string | undefined> {
  const template = TEMPLATES.find((other) => other.name === name)!;
  const main = join(root, "test/circuits/mains", `${name}.circom`);
  const circuit = new TestCircuit(await compileCircuit(main, join(root, "compiled", name), root));
  const { derivation, forged } = await forgeTemplate(template, circuit, true);
  const open = undeterminedSignals(circuit.wires, derivation);
  const isAsDeclared = Object.keys({ ...open, ...template.open }).every(
    (signal) => open[signal] === template.open[signal],
  );
  if (!isAsDeclared) return `determinism of ${name}`;
  return forged.some(({ violated }) => violated.length === 0) ? `a lie in ${name}` : undefined;
}

async function noticeInPage(root: string, openOfSound: readonly string[]): Promise<string | undefined> {
  const main = join(root, "circuits/mains/test.circom");
  const circuit = new TestCircuit(await compileCircuit(main, join(root, "compiled/page"), root));
  const open = await openSignalsOfPage(circuit);
  if (open.some((signal) => !openOfSound.includes(signal))) return "determinism of the page";
  const example = await Forger.overExample(circuit);
  for (const { page, attempts } of PAGE_ATTEMPTS) {
    const forger = example.over(await circuit.witness({ ...(await page()) }));
    const taken = attempts(forger).find(({ lies }) => forger.forge(lies).violated.length === 0);
    if (taken !== undefined) return taken.name;
  }
  return undefined;
}
