/**
 * `npm run gas`: measures what the contracts cost, and prints the table that README.md holds. The first run makes the
 * fixtures, in a minute or two, and compiles the contracts.
 * @module
 */
import { formatGas } from "./gas/format-gas.ts";
import { measureGas } from "./gas/measure-gas.ts";

console.log(formatGas(await measureGas()));
