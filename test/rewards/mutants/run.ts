/**
 * `npm run mutants:rewards [-- PATTERN]`: breaks rewards in each way that list.ts has, and runs their tests. Ends with 1 where
 * nothing notices one.
 * @module
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { REPOSITORY_ROOT } from "../../../scripts/circuits/repository-root.ts";
import { MUTANTS } from "./list.ts";

const pattern = new RegExp(process.argv[2] ?? "");
const vitest = join(REPOSITORY_ROOT, "node_modules/.bin/vitest");

function runTests(mutant: string) {
  return spawnSync(vitest, ["run", "--config", "test/rewards/mutants/vitest.config.ts"], {
    cwd: REPOSITORY_ROOT,
    env: { ...process.env, MUTANT: mutant },
    encoding: "utf8",
  });
}

if (runTests("none").status !== 0) throw new Error("The tests of rewards fail on the prover as it is.");
let tried = 0;
let unnoticed = 0;
for (const [number, { file, from, to }] of MUTANTS.entries()) {
  if (!pattern.test(`${file} ${from}`)) continue;
  const { status, stdout } = runTests(String(number));
  const isStale = stdout.includes("has not exactly one");
  tried++;
  if (tried % 10 === 0) console.log(`${tried} tried`);
  if (status !== 0 && !isStale) continue;
  unnoticed++;
  console.log(`${isStale ? "not in the file" : "NOT NOTICED"}: ${file}: ${from}  ->  ${to}`);
}
console.log(`${tried} mutants, ${unnoticed} not noticed`);
process.exitCode = unnoticed === 0 ? 0 : 1;
