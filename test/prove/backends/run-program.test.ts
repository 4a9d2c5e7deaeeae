/** A prover that never ends. @module */
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { runProgram } from "../../../prover/prove/backends/run-program.ts";
import { temporaryFolder } from "../../bundle/bundle-folder.ts";

it("is killed with its children after its limit, and said to have hung", async () => {
  const path = join(temporaryFolder(), "hangs");
  writeFileSync(path, "#!/bin/sh\nsleep 1000000 &\nwait\n");
  chmodSync(path, 0o755);
  // Its end is that of its pipes, which the child holds too.
  await expect(runProgram(path, [], new AbortController().signal, 200)).rejects.toMatchObject({
    code: "RAPIDSNARK_FAILED",
    message: expect.stringMatching(/has not ended within 0.2 s/),
    hints: [expect.stringMatching(/snarkjs/)],
  });
});
