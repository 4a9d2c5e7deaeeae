/**
 * `npm run bench:deployment -- [--active N] [--runs-of R] [--size NAME] [--step NAME …]`: size and time of `discover`, of a
 * bundle, `verify` and the web page, of a deployed protocol with N validators among 2.2 million. Proofs are simulated; all else
 * is real. A table, and the same as JSON. Not a test. State and bundle stay in build/deployment.
 * @module
 */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import Table from "cli-table3";
import { PAGE_SIZE_NAMES } from "../../prover/plan/page-sizes.ts";
import { measureDeployment, STEPS } from "../../scripts/bench/deployment/measure-deployment.ts";
import { describeRun } from "../../scripts/bench/describe-run.ts";
import { formatRun } from "../../scripts/bench/format-bench.ts";
import { REPOSITORY_ROOT } from "../../scripts/circuits/repository-root.ts";
import { toyGroth16 } from "../support/toy-groth16.ts";

const { values } = parseArgs({
  options: {
    active: { type: "string", default: "1000" },
    "runs-of": { type: "string", default: "8" },
    size: { type: "string", default: "standard" },
    step: { type: "string", multiple: true, default: [...STEPS] },
  },
});
const count = (name: "active" | "runs-of") => {
  if (!/^[1-9][0-9]{0,5}$/.test(values[name]))
    throw new RangeError(`--${name} is 1 to 999999, not ${values[name]}`);
  return Number(values[name]);
};
const size = PAGE_SIZE_NAMES.find((name) => name === values.size);
if (size === undefined) throw new RangeError(`--size is one of ${PAGE_SIZE_NAMES.join(", ")}`);
const steps = STEPS.filter((step) => values.step.includes(step));
if (steps.length !== values.step.length) throw new RangeError(`--step is one of ${STEPS.join(", ")}`);

const folder = join(REPOSITORY_ROOT, "build/deployment");
const run = await describeRun();
console.log(formatRun(run));
const [active, runLength] = [count("active"), count("runs-of")];
const costs = await measureDeployment({
  folder,
  active,
  runLength,
  size,
  steps,
  groth16: await toyGroth16(),
});
const table = new Table({ head: ["step", "wall", "CPU", "peak memory", "and"] });
for (const { step, wallSeconds, cpuSeconds, peakBytes, more } of costs) {
  table.push([
    step,
    `${wallSeconds.toFixed(1)} s`,
    cpuSeconds === null ? "" : `${cpuSeconds.toFixed(1)} s`,
    peakBytes === null ? "" : `${(peakBytes / 1e9).toFixed(2)} GB`,
    Object.entries(more)
      .map(([name, value]) => `${name} ${value}`)
      .join("\n"),
  ]);
}
console.log(table.toString());
await mkdir(folder, { recursive: true });
const file = join(folder, `bench-${active}x${runLength}-${steps.join("-")}.json`);
await writeFile(file, `${JSON.stringify({ run, active, runLength, costs }, null, 2)}\n`);
console.log(`Written to ${file}`);
