/**
 * `npm run gas:puffer [-- --write]`: measures what registering, proving and reporting cost on contracts of the deployed Puffer
 * protocol's shape, and prints the table of docs/gas.md. With --write it writes the table there, and the numbers that a test
 * compares. Fixtures must be there (`npm run contracts:fixtures`).
 * @module
 */
import { parseArgs } from "node:util";
import { writeCommittedPufferGas } from "./gas/committed-puffer-gas.ts";
import { formatPufferGas } from "./gas/format-puffer-gas.ts";
import { measurePufferGas } from "./gas/measure-puffer-gas.ts";
import { pufferTotals } from "./gas/puffer-totals.ts";

const { write } = parseArgs({ options: { write: { type: "boolean", default: false } } }).values;
const measured = await measurePufferGas();
const costs = { ...measured.costs, ...pufferTotals(measured) };
console.log(formatPufferGas(costs));
if (write) writeCommittedPufferGas(costs);
