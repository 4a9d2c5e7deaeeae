/**
 * Every template by itself: what follows from what it is given, the lies that its constraints refuse, and that each of its
 * constraints is missed. Those with a hash in them: templates.exhaustive.test.ts, and for their mutants `npm run mutants`.
 */
import { describe, expect, it } from "vitest";
import { undeterminedSignals } from "../../scripts/soundness/undetermined-signals.ts";
import { testCircuit } from "../support/test-circuit.ts";
import { mutateTemplate } from "./mutants/circuits-to-mutate.ts";
import { REDUNDANT_CONSTRAINTS } from "./mutants/redundant.ts";
import { forgeTemplate, TEMPLATES } from "./template-attempts.ts";

describe.each(TEMPLATES.filter(({ hasHash }) => !hasHash))("$name", (template) => {
  it("leaves open what is declared, and takes no lie", async () => {
    const circuit = await testCircuit(template.name);
    const { derivation, forged } = await forgeTemplate(template, circuit);
    expect(undeterminedSignals(circuit.wires, derivation)).toEqual(template.open);
    expect(forged.filter(({ violated }) => violated.length === 0)).toEqual([]);
  });

  it("has no constraint that could be removed unnoticed", async () => {
    const { unnoticed } = await mutateTemplate(template);
    expect(unnoticed).toEqual(Object.keys(REDUNDANT_CONSTRAINTS[template.name] ?? {}));
  });
});
