/** Forges witnesses: keeps what the forger sets, lets the rest follow, and says which constraints object. @module */
import type { CircuitInput } from "../../prover/witness/circuit-input.ts";
import { type Derivation, derive } from "../../scripts/soundness/derivation.ts";
import { forgeWitness } from "../../scripts/soundness/forge-witness.ts";
import { givenWires } from "../../scripts/soundness/page-advice.ts";
import { pageExample } from "../support/page-example.ts";
import type { TestCircuit } from "../support/test-circuit.ts";

/** New values by the names of signals. */
export type Lies = Readonly<Record<string, bigint>>;

export interface Forged {
  /** Numbers of the constraints that do not hold: none, and the forgery is accepted. */
  readonly violated: readonly number[];
  valueAt(name: string): bigint;
}

export class Forger {
  /**
   * @param circuit     any.
   * @param finished    the honest witness that it begins with.
   * @param derivation  by which the rest follows.
   */
  constructor(
    readonly circuit: TestCircuit,
    private readonly finished: readonly bigint[],
    private readonly derivation: Derivation,
  ) {}

  /** Begins with the page of test/support/page-example.ts. */
  static async overExample(circuit: TestCircuit): Promise<Forger> {
    return Forger.overPage(circuit, await pageExample());
  }

  static async overPage(circuit: TestCircuit, page: CircuitInput): Promise<Forger> {
    const finished = await circuit.witness({ ...page });
    return new Forger(circuit, finished, derive(circuit.system, givenWires(circuit.wires)));
  }

  /** The same circuit with another honest witness. */
  over(finished: readonly bigint[]): Forger {
    return new Forger(this.circuit, finished, this.derivation);
  }

  /** In the honest witness. */
  valueAt(name: string): bigint {
    return this.finished[this.circuit.wire(name)]!;
  }

  /** @param lies  they stay, whatever follows from the rest: the constraint that says otherwise may object. */
  forge(lies: Lies): Forged {
    const { circuit, derivation, finished } = this;
    const changes = new Map(Object.entries(lies).map(([name, value]) => [circuit.wire(name), value]));
    const { witness, violated } = forgeWitness(circuit.system, derivation, finished, changes);
    return { violated, valueAt: (name) => witness[circuit.wire(name)]! };
  }
}

/** Other values of some inputs, signal by signal. */
export function liesOf(inputs: Partial<CircuitInput>): Lies {
  type Value = bigint | readonly Value[];
  const signals = (name: string, value: Value): [string, bigint][] =>
    typeof value === "bigint" ? [[name, value]] : value.flatMap((part, i) => signals(`${name}[${i}]`, part));
  return Object.fromEntries(Object.entries(inputs).flatMap(([name, value]) => signals(name, value)));
}
