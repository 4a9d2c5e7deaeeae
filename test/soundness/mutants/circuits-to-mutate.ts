/** The circuits whose constraints are removed one at a time, and what is tried on each. @module */
import { compilePageCircuit } from "../../../scripts/circuits/set-up-size.ts";
import { NeededConstraints } from "../../../scripts/soundness/needed-constraints.ts";
import { givenWires } from "../../../scripts/soundness/page-advice.ts";
import { TestCircuit, testCircuit } from "../../support/test-circuit.ts";
import { PAGE_ATTEMPTS } from "../attempts/page-attempts.ts";
import { Forger } from "../forger.ts";
import { derivationOf, forgeTemplate, TEMPLATES, type Template } from "../template-attempts.ts";
import { type ConstraintMutants, constraintMutants } from "./constraint-mutants.ts";

export interface CircuitToMutate {
  readonly name: string;
  readonly run: () => Promise<ConstraintMutants>;
}

export const CIRCUITS_TO_MUTATE: readonly CircuitToMutate[] = [
  ...TEMPLATES.map((template) => ({ name: template.name, run: () => mutateTemplate(template) })),
  { name: "page test", run: mutatePage },
];

export async function mutateTemplate(template: Template): Promise<ConstraintMutants> {
  const circuit = await testCircuit(template.name);
  const { given, assumptions } = derivationOf(template, circuit);
  const { forged } = await forgeTemplate(template, circuit);
  const needed = new NeededConstraints(circuit.system, given, assumptions);
  return constraintMutants(
    circuit,
    needed,
    forged.map(({ violated }) => violated),
  );
}

async function mutatePage(): Promise<ConstraintMutants> {
  const circuit = new TestCircuit(await compilePageCircuit("test"));
  const example = await Forger.overExample(circuit);
  const forged: (readonly number[])[] = [];
  for (const { page, attempts } of PAGE_ATTEMPTS) {
    const forger = example.over(await circuit.witness({ ...(await page()) }));
    for (const { lies } of attempts(forger)) forged.push(forger.forge(lies).violated);
  }
  return constraintMutants(circuit, new NeededConstraints(circuit.system, givenWires(circuit.wires)), forged);
}
