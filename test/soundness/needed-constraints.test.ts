import { describe, expect, it } from "vitest";
import { derive } from "../../scripts/soundness/derivation.ts";
import { NeededConstraints } from "../../scripts/soundness/needed-constraints.ts";
import { testCircuit } from "../support/test-circuit.ts";
import { derivationOf, TEMPLATES } from "./template-attempts.ts";

/** Small enough to be derived anew for each constraint. */
const SMALL = ["arithmetic", "claim", "words"];

describe("NeededConstraints", () => {
  it.each(SMALL)("says of %s what a derivation without each constraint says", async (name) => {
    const circuit = await testCircuit(name);
    const { given, assumptions } = derivationOf(
      TEMPLATES.find((template) => template.name === name)!,
      circuit,
    );
    const needed = new NeededConstraints(circuit.system, given, assumptions);
    const openWithout = (without?: number) =>
      derive(circuit.system, given, { ...assumptions, without }).undetermined.length;
    const open = openWithout();
    const numbers = circuit.system.constraints.map((_, number) => number);
    expect(numbers.filter((number) => needed.isNeeded(number))).toEqual(
      numbers.filter((number) => openWithout(number) > open),
    );
  });
});
