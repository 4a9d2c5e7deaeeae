/**
 * `npm test`: lint, types, contracts and tests, on two cores. What can wait for nothing runs side by side; the tests
 * with networks and proofs, which want the machine for themselves, come last. Everything runs, whatever fails before it.
 *
 * `npm run test:exhaustive` is this with `exhaustive`: everything else that there is to test.
 * @module
 */
import { spawn } from "node:child_process";
import { REPOSITORY_ROOT } from "./circuits/repository-root.ts";
import { type Counts, countTests } from "./test/count-tests.ts";

interface Step {
  readonly script: string;
  readonly passed: boolean;
  readonly seconds: number;
  readonly counts: Counts;
}

const steps = process.argv[2] === "exhaustive" ? await exhaustive() : await usual();

const failed = steps.filter(({ passed }) => !passed);
console.log("");
for (const { script, passed, seconds } of steps) {
  console.log(`${passed ? "passed" : "FAILED"} ${seconds.toFixed(0).padStart(5)} s  npm run ${script}`);
}
const sum = (count: keyof Counts) => steps.reduce((total, { counts }) => total + counts[count], 0);
console.log(`${sum("passed")} passed, ${sum("failed")} failed, ${sum("skipped")} skipped`);
process.exitCode = failed.length > 0 ? 1 : 0;

async function usual(): Promise<Step[]> {
  // Other tests wait for the contracts. More than two at a time would only push each other out of the caches.
  const first = await Promise.all([run("contracts:test"), run("test:side-by-side")]);
  const checks = oneAfterAnother("types", "lint");
  return [...first, await run("test:system"), ...(await checks)];
}

async function exhaustive(): Promise<Step[]> {
  return oneAfterAnother("contracts:test:all", "test:rest");
}

async function oneAfterAnother(...scripts: readonly string[]): Promise<Step[]> {
  const steps: Step[] = [];
  for (const script of scripts) steps.push(await run(script));
  return steps;
}

/** Prints what a script printed once it has ended, so that two of them do not mix their lines. */
async function run(script: string): Promise<Step> {
  console.log(`npm run ${script} …`);
  const start = performance.now();
  const child = spawn("npm", ["run", "--silent", script], {
    cwd: REPOSITORY_ROOT,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => output.push(chunk));
  }
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject).once("close", resolve);
  });
  const text = Buffer.concat(output).toString();
  const seconds = (performance.now() - start) / 1000;
  console.log(`\n──── npm run ${script}: ${seconds.toFixed(0)} s\n${text}`);
  return { script, passed: exitCode === 0, seconds, counts: countTests(text) };
}
