/** Writes a verifier's source, whole: forge never compiles a part of it. @module */
import { dirname } from "node:path";
import { makeFolder } from "../../prover/make-folder.ts";
import { writeFileWhole } from "../../prover/prove/write-file-whole.ts";
import { namedFile } from "../../prover/rename-into.ts";
import { writingTo } from "../../prover/writing-to.ts";

/** Parents are created. @throws OutputNotFileError, OutputWriteError */
export function writeVerifier(file: string, source: string): Promise<void> {
  return writingTo(file, async () => {
    const place = await namedFile(file);
    makeFolder(dirname(place));
    await writeFileWhole(place, source);
  });
}
