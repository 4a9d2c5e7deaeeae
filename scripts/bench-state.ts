/**
 * `npm run bench:state`: a state of 2.2 million validators, from its file to the inputs of the circuit. JSON, then a table.
 * @module
 */
import Table from "cli-table3";
import { benchState } from "./bench/state.ts";

const bench = await benchState();
console.log(JSON.stringify(bench, null, 2));
const table = new Table({ head: ["what", "figure"] });
const seconds = (value: number) => `${value.toFixed(1)} s`;
table.push(
  ["validators, registry", `${bench.validators}, ${bench.registry}`],
  ["state file", `${(bench.stateBytes / 1e6).toFixed(0)} MB`],
  ["file to verified root", seconds(bench.verifySeconds)],
  [`plan of ${bench.pages} pages`, seconds(bench.planSeconds)],
  ["witness inputs of all pages", seconds(bench.witnessSeconds)],
  ["1,000 public keys found", seconds(bench.findSeconds)],
  ["CPU", seconds(bench.cpuSeconds)],
  ["peak memory of all that but the search", `${(bench.peakMemoryBytes / 1e9).toFixed(2)} GB`],
);
console.log(table.toString());
