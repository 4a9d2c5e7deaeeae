/**
 * `npm run native [-- --sanitize]`: builds the native prover into build/native/. Nothing is done where it is built.
 * @module
 */
import { ProverError } from "../prover/errors.ts";
import { buildNative } from "./native/build-native.ts";
import { SET_UP_PROGRAMS } from "./native/native-sources.ts";

try {
  const start = performance.now();
  const flavour = process.argv.includes("--sanitize") ? "sanitize" : "release";
  const built = await buildNative(flavour, SET_UP_PROGRAMS);
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  console.log(
    `${built.programs["native-prover"]}: ${built.fresh ? `built by ${built.compiler} in ${seconds} s` : "is up to date"}`,
  );
} catch (error) {
  if (!(error instanceof ProverError)) throw error;
  console.error([`${error.code}: ${error.message}`, ...error.hints].join("\n"));
  process.exitCode = error.exitCode;
}
