/**
 * `tsx scripts/compile-page.ts SIZE`: the page circuit of a size into build/<size>/circuit/, compiled unless it is up
 * to date; where there is a C++ compiler the native prover, too, and the circuit's witness program. `pufeth-por setup --from`
 * starts it.
 * @module
 */
import { PAGE_SIZES, type PageSize } from "../prover/plan/page-sizes.ts";
import { setUpCircuit } from "./circuits/set-up-size.ts";
import { reportingFailures } from "./reporting-failures.ts";

const [size, ...more] = process.argv.slice(2);
if (size === undefined || more.length > 0 || !(size in PAGE_SIZES)) {
  console.error(`Give one size: ${Object.keys(PAGE_SIZES).join(", ")}.`);
  process.exitCode = 2;
} else {
  await reportingFailures(() => setUpCircuit(size as PageSize, (text) => console.log(text)));
}
