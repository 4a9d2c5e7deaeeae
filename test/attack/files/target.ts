import type { Random } from "./random.ts";

/** One kind of file that comes from strangers, and the code that reads it. */
export interface AttackedFile {
  /** What is read, e.g. `registry`. */
  readonly kind: string;
  /** A changed file, ready to be read. Each is new, the honest ones stay. */
  mutate(random: Random): AttackCase;
}

export interface AttackCase {
  /**
   * Reads it as a command does. What it resolves to was accepted.
   * @returns a fault, in words, where the changed file must not have been accepted as it was; else undefined.
   */
  read(): Promise<string | undefined>;
  /** What the attacker wrote, to look at. */
  describe(): string;
}
