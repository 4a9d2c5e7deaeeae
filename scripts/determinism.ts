/**
 * `npm run determinism [-- --size NAME]`: which wires of a page do not follow from public inputs and declared advice, by the
 * constraints alone. What is harmless is listed in test/soundness/determinism.test.ts.
 * @module
 */
import { parseArgs } from "node:util";
import { PAGE_SIZES, type PageSize } from "../prover/plan/page-sizes.ts";
import { compilePageCircuit } from "./circuits/set-up-size.ts";
import { ConstraintSystem } from "./soundness/constraint-system.ts";
import { derive } from "./soundness/derivation.ts";
import { givenWires } from "./soundness/page-advice.ts";
import { readSymbols } from "./soundness/read-symbols.ts";
import { undeterminedSignals } from "./soundness/undetermined-signals.ts";

const { values } = parseArgs({ options: { size: { type: "string", default: "test" } } });
if (!(values.size in PAGE_SIZES)) {
  console.error(`--size: ${values.size} is none of ${Object.keys(PAGE_SIZES).join(", ")}`);
  process.exit(2);
}
const compiled = await compilePageCircuit(values.size as PageSize);
const system = new ConstraintSystem(compiled.r1csPath);
const wires = readSymbols(compiled.symPath);
const derivation = derive(system, givenWires(wires));
console.log(`${system.constraints.length} constraints, ${system.wireCount} wires`);
console.log(`${derivation.undetermined.length} of them do not follow from public inputs and advice:`);
for (const [name, count] of Object.entries(undeterminedSignals(wires, derivation))) {
  console.log(`${String(count).padStart(8)}  ${name}`);
}
