/**
 * `npm run attack:contracts`: edited proofs against what the contracts read of tries, SSZ trees and lists, and counts of what
 * was tried and found. `-- --cases N --seed N`: another seed, other cases.
 * @module
 */
import { parseArgs } from "node:util";
import { contractReaders, READER_TESTS } from "./attack-contracts/readers.ts";
import { runAttacks } from "./attack-contracts/run-attacks.ts";
import { forgeBuild } from "./contracts/forge.ts";

const { values } = parseArgs({
  options: {
    cases: { type: "string", default: "10000" },
    seed: { type: "string", default: "1" },
  },
});
const cases = Number(values.cases);
await forgeBuild(READER_TESTS);
let told = 0;
const tally = await runAttacks(await contractReaders(), { seed: Number(values.seed), cases }, (done) => {
  if (done - told < cases / 10) return;
  told = done;
  console.error(`${done} of ${cases} …`);
});
const row = (name: string, cells: readonly (number | string)[]) =>
  console.log(name.padEnd(46) + cells.map((cell) => String(cell).padStart(10)).join(""));
row("attack", ["cases", "true", "refused", "found"]);
for (const [attack, { cases: tried, answered, refused, found }] of [
  ...[...tally.counts].toSorted(([a], [b]) => (a < b ? -1 : 1)),
  ["all", tally.total] as const,
]) {
  row(attack, [tried, answered, refused, found]);
}
for (const example of tally.examples) console.log(`FOUND ${example}`);
process.exitCode = tally.total.found === 0 ? 0 : 1;
