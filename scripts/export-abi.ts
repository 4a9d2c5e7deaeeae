/**
 * Copies ABIs and errors out of forge's artifacts into TypeScript, where viem infers types from them:
 *
 *     forge build && tsx scripts/export-abi.ts
 *
 * The results are committed; a test compares them with the artifacts.
 * @module
 */
import { writeFileSync } from "node:fs";
import { EXPORTED_FILES } from "./export-abi/exported-files.ts";

for (const { path, render } of EXPORTED_FILES) {
  writeFileSync(path, render());
  console.log(`Wrote ${path}.`);
}
