/**
 * `npm run gas`: measures the gas of the contracts and prints the table of docs/gas.md. The first run makes the
 * fixtures, in a minute or two, and compiles the contracts.
 * @module
 */
import { formatGas } from "./gas/format-gas.ts";
import { measureGas } from "./gas/measure-gas.ts";

console.log(formatGas(await measureGas()));
