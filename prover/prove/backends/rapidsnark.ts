/**
 * rapidsnark, an external binary with the command line `prover circuit.zkey witness.wtns proof.json public.json`. The
 * witness is computed in a worker thread; the binary uses all cores itself. Its files are in a temporary folder, which
 * is removed afterwards.
 * @module
 */
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { inTemporaryFolder } from "../../in-temporary-folder.ts";
import { RapidsnarkError } from "../errors.ts";
import type { RawPageProof } from "../page-prover.ts";
import type { WorkerPool } from "../worker-pool.ts";
import type { Backend, BackendHealth, ProvingBackend } from "./backend.ts";
import { findProgram } from "./find-program.ts";
import { runProgram } from "./run-program.ts";

/** Measured as that of snarkjs. */
const MEMORY_PER_KEY_BYTE = 1.6;
const MEMORY_BESIDES = 50e6;
/** Of a page of 2^20 constraints, with its witness, on all cores. */
const PAGE_CPU_SECONDS = 24;
const TRIAL_PATIENCE_MS = 10_000;
const DEFAULT_PROGRAM = "rapidsnark";

export const rapidsnarkBackend = {
  name: "rapidsnark",
  options: [
    {
      name: "rapidsnark",
      value: "<path>",
      description: "with --backend rapidsnark: its binary (default: rapidsnark in PATH)",
    },
  ],
  installation: "Build it from github.com/iden3/rapidsnark and name the binary with --rapidsnark PATH.",
  /** Witness, proof and signals of the pages in progress. */
  temporaryBytes: 500e6,
  /** It uses all cores for one proof; meanwhile the witness of a second page is computed. */
  pagesAtOnce: () => 2,
  memoryBytes: (provingKeyBytes, pages) =>
    Math.ceil(pages * (MEMORY_PER_KEY_BYTE * provingKeyBytes + MEMORY_BESIDES)),
  roundSeconds: (power, pages, cores) => (pages * PAGE_CPU_SECONDS * 2 ** (power - 20)) / cores,
  async find(options: { readonly rapidsnark?: string | undefined }) {
    return {
      name: "rapidsnark",
      path: await findProgram(options.rapidsnark ?? DEFAULT_PROGRAM, process.env),
    };
  },
  examine: ({ path = DEFAULT_PROGRAM }) => tryWithoutArguments(path),
  create: ({ path = DEFAULT_PROGRAM }, pool) => provingWith(path, pool),
} as const satisfies Backend;

function provingWith(path: string, pool: WorkerPool): ProvingBackend {
  return {
    prove: ({ wasm, provingKey }, input, signal) =>
      inTemporaryFolder("witness", async (folder) => {
        const place = (name: string) => join(folder, name);
        const files = [place("witness.wtns"), place("proof.json"), place("public.json")] as const;
        await pool.writeWitness({ wasmPath: wasm, input, witnessPath: files[0] }, signal);
        await runProgram(path, [provingKey, ...files], signal);
        return await readProof(path, files[1], files[2]);
      }),
    // Each process ends with its page, or by the page's signal.
    close: async () => {},
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

/** Without arguments it prints its usage: circuit.zkey, witness.wtns, proof.json, public.json. */
function tryWithoutArguments(path: string): Promise<BackendHealth> {
  return new Promise((done) => {
    execFile(path, [], { timeout: TRIAL_PATIENCE_MS, killSignal: "SIGKILL" }, (error, stdout, stderr) => {
      const words = `${stdout}\n${stderr}`.replace(/\s+/g, " ").trim().slice(0, 200);
      if (error?.killed) done(broken(path, `it does not end within ${TRIAL_PATIENCE_MS / 1000} s`));
      else if (typeof error?.code === "string") done(broken(path, error.code));
      else if (/zkey|wtns|witness/i.test(words)) done({ level: "ok", found: path, next: null });
      else {
        done({
          level: "warn",
          found: `${path} runs, but does not print the usage of rapidsnark${words === "" ? "" : `: ${words}`}`,
          next: "Check that it is rapidsnark's prover: prover circuit.zkey witness.wtns proof.json public.json.",
        });
      }
    });
  });
}

function broken(path: string, reason: string): BackendHealth {
  return {
    level: "fail",
    found: `${path} cannot be run: ${reason}`,
    next: "Check the binary, or use --backend snarkjs.",
  };
}
