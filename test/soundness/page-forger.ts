/** Forges pages of a circuit: keeps what the forger does not set, lets the rest follow, and says which constraints object. @module */
import type { CircuitInput } from "../../prover/witness/circuit-input.ts";
import { type Derivation, derive } from "../../scripts/soundness/derivation.ts";
import { forgeWitness } from "../../scripts/soundness/forge-witness.ts";
import { givenWires } from "../../scripts/soundness/page-advice.ts";
import { pageExample } from "../support/page-example.ts";
import type { TestCircuit } from "../support/test-circuit.ts";

/**
 * They follow from the rest, unless the forger sets them. The commitment does not: other sums for the same validators are
 * what a forger wants.
 */
export const SUMS = ["principalOut", "rawOut", "countOut", "existingOut"];

/** New values by the names of signals. */
export type Lies = Readonly<Record<string, bigint>>;

export interface ForgedPage {
  readonly violated: readonly number[];
  valueAt(name: string): bigint;
}

export class PageForger {
  private readonly derivations = new Map<string, Derivation>();

  /** @param finished  the witness of the honest page that it begins with. */
  constructor(
    private readonly circuit: TestCircuit,
    private readonly finished: readonly bigint[],
  ) {}

  /** Begins with the page of test/support/page-example.ts. */
  static async overExample(circuit: TestCircuit): Promise<PageForger> {
    return new PageForger(circuit, await circuit.witness({ ...(await pageExample()) }));
  }

  /** In the honest page. */
  valueAt(name: string): bigint {
    return this.finished[this.circuit.wire(name)]!;
  }

  /** @param lies  public or private inputs, advice, or signals that `free` names: the rows that define those may object. */
  forge(lies: Lies, free: readonly string[] = []): ForgedPage {
    const changes = new Map(Object.entries(lies).map(([name, value]) => [this.circuit.wire(name), value]));
    const { witness, violated } = forgeWitness(
      this.circuit.system,
      this.derivation(free),
      this.finished,
      changes,
    );
    return { violated, valueAt: (name) => witness[this.circuit.wire(name)]! };
  }

  private derivation(free: readonly string[]): Derivation {
    const known = this.derivations.get(free.join());
    if (known !== undefined) return known;
    const sums = new Set(SUMS.map((name) => this.circuit.wire(name)));
    const given = givenWires(this.circuit.wires).filter((wire) => !sums.has(wire));
    const derivation = derive(this.circuit.system, [
      ...given,
      ...free.map((name) => this.circuit.wire(name)),
    ]);
    this.derivations.set(free.join(), derivation);
    return derivation;
  }
}

/** Other values of some inputs, signal by signal. */
export function liesOf(inputs: Partial<CircuitInput>): Lies {
  type Value = bigint | readonly Value[];
  const signals = (name: string, value: Value): [string, bigint][] =>
    typeof value === "bigint" ? [[name, value]] : value.flatMap((part, i) => signals(`${name}[${i}]`, part));
  return Object.fromEntries(Object.entries(inputs).flatMap(([name, value]) => signals(name, value)));
}
