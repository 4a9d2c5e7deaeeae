/** Writes a verifier's source, whole: forge never compiles a part of it. @module */
import { dirname } from "node:path";
import { makeFolder } from "../../prover/make-folder.ts";
import { writeFileWhole } from "../../prover/prove/write-file-whole.ts";

/** Parents are created. */
export async function writeVerifier(file: string, source: string): Promise<void> {
  makeFolder(dirname(file));
  await writeFileWhole(file, source);
}
