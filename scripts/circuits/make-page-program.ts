/**
 * `tsx scripts/circuits/make-page-program.ts SIZE`: the witness program of the page circuit of a size, beside the
 * circuit in build/<size>/circuit/. The circuit is compiled unless what is there fits its sources.
 * @module
 */
import { PAGE_SIZES, type PageSize } from "../../prover/plan/page-sizes.ts";
import { compilePageCircuit } from "./set-up-size.ts";
import { makeWitnessProgram } from "./witness-program/make-witness-program.ts";

const [size, ...more] = process.argv.slice(2);
if (size === undefined || more.length > 0 || !(size in PAGE_SIZES)) {
  console.error(`Give one size: ${Object.keys(PAGE_SIZES).join(", ")}.`);
  process.exitCode = 2;
} else {
  await makeWitnessProgram(await compilePageCircuit(size as PageSize));
}
