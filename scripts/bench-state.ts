/**
 * `npm run bench:state [-- --fork fulu|gloas]`: a state of 2.2 million validators, from its file to the inputs of the
 * circuit, one process a fork; both by default. JSON, then a table.
 * @module
 */
import { parseArgs } from "node:util";
import Table from "cli-table3";
import { benchState, type StateBench } from "./bench/state.ts";
import { SYNTHETIC_FORKS } from "./synthetic-state/small-fields.ts";

const { fork: asked } = parseArgs({ options: { fork: { type: "string" } } }).values;
const forks = SYNTHETIC_FORKS.filter((fork) => asked === undefined || fork === asked);
if (forks.length === 0) throw new RangeError(`--fork is ${SYNTHETIC_FORKS.join(" or ")}, not ${asked}`);

const benches: StateBench[] = [];
for (const fork of forks) benches.push(await benchState({ fork }));
console.log(JSON.stringify(benches, null, 2));

const seconds = (value: number) => `${value.toFixed(1)} s`;
const table = new Table({ head: ["what", ...forks] });
const row = (what: string, figure: (bench: StateBench) => string) =>
  table.push([what, ...benches.map(figure)]);
row("validators, registry", ({ validators, registry }) => `${validators}, ${registry}`);
row("state file", ({ stateBytes }) => `${(stateBytes / 1e6).toFixed(0)} MB`);
row("file to verified root", ({ verifySeconds }) => seconds(verifySeconds));
row("pages", ({ pages }) => String(pages));
row("their plan", ({ planSeconds }) => seconds(planSeconds));
row("witness inputs of all pages", ({ witnessSeconds }) => seconds(witnessSeconds));
row("1,000 public keys found", ({ findSeconds }) => seconds(findSeconds));
row("CPU", ({ cpuSeconds }) => seconds(cpuSeconds));
row(
  "peak memory of all that but the search",
  ({ peakMemoryBytes }) => `${(peakMemoryBytes / 1e9).toFixed(2)} GB`,
);
console.log(table.toString());
