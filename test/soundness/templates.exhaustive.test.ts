/** The templates with a hash in them: as in templates.test.ts. */
import { expect, it } from "vitest";
import { undeterminedSignals } from "../../scripts/soundness/undetermined-signals.ts";
import { testCircuit } from "../support/test-circuit.ts";
import { forgeTemplate, TEMPLATES } from "./template-attempts.ts";

it.each(TEMPLATES.filter(({ hasHash }) => hasHash))(
  "$name leaves open what is declared, and takes no lie",
  async (template) => {
    const circuit = await testCircuit(template.name);
    const { derivation, forged } = await forgeTemplate(template, circuit);
    expect(undeterminedSignals(circuit.wires, derivation)).toEqual(template.open);
    expect(forged.filter(({ violated }) => violated.length === 0)).toEqual([]);
  },
);
