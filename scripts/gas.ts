/**
 * `npm run gas [-- --write]`: measures the gas of the contracts and prints the table of docs/gas.md. With --write it
 * writes the table there, and the numbers that the tests compare. The first run makes the fixtures, in a minute or two,
 * and compiles the contracts.
 * @module
 */
import { parseArgs } from "node:util";
import { writeCommittedGas } from "./gas/committed-gas.ts";
import { formatGas } from "./gas/format-gas.ts";
import { measureGas } from "./gas/measure-gas.ts";

const { write } = parseArgs({ options: { write: { type: "boolean", default: false } } }).values;
const measured = await measureGas();
console.log(formatGas(measured));
if (write) writeCommittedGas(measured);
