/**
 * Checks that the proving program exists and is the right one.
 * @module
 */
import { execFile } from "node:child_process";
import type { BackendChoice } from "../prove/backends/proving-backend.ts";
import { type Finding, fail, ok, warn } from "./finding.ts";

const PATIENCE_MS = 10_000;

export async function checkBackend(choice: BackendChoice): Promise<Finding> {
  const check = `backend ${choice.name}`;
  if (choice.name === "snarkjs") return ok(check, "included");
  const { words, failed } = await runWithoutArguments(choice.path);
  if (failed !== undefined) {
    return fail(
      check,
      `${choice.path} cannot be run: ${failed}`,
      "Check the binary, or use --backend snarkjs.",
    );
  }
  // Without arguments it prints its usage: circuit.zkey, witness.wtns, proof.json, public.json.
  if (/zkey|wtns|witness/i.test(words)) return ok(check, choice.path);
  return warn(
    check,
    `${choice.path} runs, but does not print the usage of rapidsnark${words === "" ? "" : `: ${words}`}`,
    "Check that it is rapidsnark's prover: prover circuit.zkey witness.wtns proof.json public.json.",
  );
}

function runWithoutArguments(path: string): Promise<{ words: string; failed?: string }> {
  return new Promise((done) => {
    execFile(path, [], { timeout: PATIENCE_MS, killSignal: "SIGKILL" }, (error, stdout, stderr) => {
      const words = `${stdout}\n${stderr}`.replace(/\s+/g, " ").trim().slice(0, 200);
      if (error?.killed) done({ words, failed: `it does not end within ${PATIENCE_MS / 1000} s` });
      else if (typeof error?.code === "string") done({ words, failed: error.code });
      else done({ words });
    });
  });
}
