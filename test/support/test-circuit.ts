/**
 * A compiled circuit in a test: compiled once per source hash into build/test-circuits/, with its constraints, its
 * symbols and a way to compute witnesses.
 * @module
 */
import { basename, join } from "node:path";
import { type CompiledCircuit, compileCircuit } from "../../scripts/circuits/compile-circuit.ts";
import { REPOSITORY_ROOT } from "../../scripts/circuits/repository-root.ts";
import { ConstraintSystem } from "../../scripts/soundness/constraint-system.ts";
import { readSymbols } from "../../scripts/soundness/read-symbols.ts";
import { wasmWitness, wireValues } from "./wasm-witness.ts";

export type SignalValue = bigint | number | readonly SignalValue[];

export class TestCircuit {
  readonly system: ConstraintSystem;
  /** Signal name without `main.` → wire. Signals that the compiler removed are absent. */
  readonly wires: ReadonlyMap<string, number>;
  private readonly wasmPath: string;

  constructor(compiled: CompiledCircuit) {
    this.system = new ConstraintSystem(compiled.r1csPath);
    this.wasmPath = compiled.wasmPath;
    this.wires = readSymbols(compiled.symPath);
  }

  /** @throws when the witness generator itself refuses the input. */
  async witness(input: Readonly<Record<string, SignalValue>>): Promise<bigint[]> {
    return wireValues(await wasmWitness(this.wasmPath, input));
  }

  wire(name: string): number {
    const wire = this.wires.get(name);
    if (wire === undefined) throw new Error(`No wire is called ${name}`);
    return wire;
  }
}

/** @param name  of a file in test/circuits/mains/, or a path below the repository. */
export async function testCircuit(name: string): Promise<TestCircuit> {
  const path = name.endsWith(".circom") ? name : join("test/circuits/mains", `${name}.circom`);
  const directory = join(REPOSITORY_ROOT, "build/test-circuits", basename(path, ".circom"));
  return new TestCircuit(await compileCircuit(join(REPOSITORY_ROOT, path), directory));
}
