/**
 * rapidsnark, an external binary with the command line `prover circuit.zkey witness.wtns proof.json public.json`. The
 * witness is computed in a worker thread; the binary uses all cores itself. Its files are in a temporary folder, which
 * is removed afterwards.
 * @module
 */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RapidsnarkError } from "../errors.ts";
import type { RawPageProof } from "../page-prover.ts";
import type { WorkerPool } from "../worker-pool.ts";
import type { ProvingBackend } from "./proving-backend.ts";
import { runProgram } from "./run-program.ts";

export function rapidsnarkBackend(path: string, pool: WorkerPool): ProvingBackend {
  return {
    async prove({ wasm, provingKey }, input, signal) {
      const folder = await mkdtemp(join(tmpdir(), "pufeth-por-witness-"));
      const place = (name: string) => join(folder, name);
      const files = [place("witness.wtns"), place("proof.json"), place("public.json")] as const;
      try {
        await pool.writeWitness({ wasmPath: wasm, input, witnessPath: files[0] }, signal);
        await runProgram(path, [provingKey, ...files], signal);
        return await readProof(path, files[1], files[2]);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}

/** The content is checked together with the proof. */
async function readProof(path: string, proofPath: string, publicPath: string): Promise<RawPageProof> {
  try {
    const proof = JSON.parse(await readFile(proofPath, "utf8"));
    const publicSignals = JSON.parse(await readFile(publicPath, "utf8"));
    // Omitted by older versions.
    return { proof: { ...proof, curve: proof?.curve ?? "bn128" }, publicSignals };
  } catch (cause) {
    throw new RapidsnarkError(
      path,
      `its output is not a readable proof (${(cause as Error).message})`,
      cause,
    );
  }
}
