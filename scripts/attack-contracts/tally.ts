/**
 * Counts of what was tried, by kind of attack.
 * @module
 */
export interface Count {
  cases: number;
  /** Answered with what is true. */
  answered: number;
  refused: number;
  /** Answered with something else, or true and refused: these must be none. */
  found: number;
}

export class Tally {
  readonly counts = new Map<string, Count>();
  /** The first few, for people. */
  readonly examples: string[] = [];

  /** @param outcome  `true`: the true answer. */
  add(attack: string, outcome: "answered" | "refused" | "found", example: () => string): void {
    const count = this.counts.get(attack) ?? { cases: 0, answered: 0, refused: 0, found: 0 };
    this.counts.set(attack, count);
    count.cases++;
    count[outcome]++;
    if (outcome === "found" && this.examples.length < 5) this.examples.push(`${attack}: ${example()}`);
  }

  get total(): Count {
    const total = { cases: 0, answered: 0, refused: 0, found: 0 };
    for (const count of this.counts.values()) {
      for (const key of ["cases", "answered", "refused", "found"] as const) total[key] += count[key];
    }
    return total;
  }
}
