/** A process with little memory that reads changed files, and tells which one it is at. @module */
import { ATTACKED } from "./attacked-files.ts";
import { caseRandom } from "./random.ts";
import { type Outcome, runCase } from "./run-case.ts";

export interface AttackOrder {
  readonly kind: string;
  readonly seed: number;
  readonly firstCase: number;
  readonly cases: number;
}

export type AttackMessage =
  | { readonly begun: number }
  | { readonly outcome: Outcome; readonly written: string };

const LONGEST_SHOWN = 2_000;

const { kind, seed, firstCase, cases } = JSON.parse(process.argv[2]!) as AttackOrder;
const tell = (message: AttackMessage) =>
  new Promise<void>((done) => process.send!(message, undefined, undefined, () => done()));
const attacked = await ATTACKED[kind]!();
for (let number = firstCase; number < firstCase + cases; number++) {
  await tell({ begun: number });
  const attack = attacked.mutate(caseRandom(seed, number));
  const outcome = await runCase(attack);
  await tell({ outcome, written: outcome.kind === "fault" ? attack.describe().slice(0, LONGEST_SHOWN) : "" });
}
// The curve's worker threads stay alive.
process.exit(0);
