/**
 * How long a state as large as mainnet's takes from its file to the inputs of the circuit, in a process of its own with
 * Node's own limits of memory, as the command runs.
 * @module
 */
import { spawn } from "node:child_process";
import { statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { REPOSITORY_ROOT } from "../circuits/repository-root.ts";
import { makeSyntheticState, SYNTHETIC_DEFAULTS } from "../synthetic-state/make-synthetic-state.ts";
import type { SyntheticFork } from "../synthetic-state/small-fields.ts";

export interface StateBenchOptions {
  readonly fork?: SyntheticFork;
  readonly validators?: number;
  readonly registry?: number;
  /** Neighbours that are drawn together. */
  readonly runLength?: number;
}

export interface StateBench {
  readonly fork: SyntheticFork;
  readonly validators: number;
  readonly registry: number;
  readonly stateBytes: number;
  /** File to verified root. */
  readonly verifySeconds: number;
  readonly pages: number;
  readonly planSeconds: number;
  /** Circuit inputs of all pages. */
  readonly witnessSeconds: number;
  /** Looking for 1,000 public keys among all validators. */
  readonly findSeconds: number;
  readonly cpuSeconds: number;
  readonly peakMemoryBytes: number;
}

const FOLDER = join(REPOSITORY_ROOT, "build/synthetic");
const CHILD = fileURLToPath(new URL("./state-process.ts", import.meta.url));

/** Creates the state first if needed: half a minute for 2.2 million validators. */
export async function benchState({
  fork = SYNTHETIC_DEFAULTS.fork,
  validators = SYNTHETIC_DEFAULTS.validators,
  registry = SYNTHETIC_DEFAULTS.registry,
  runLength = SYNTHETIC_DEFAULTS.runLength,
}: StateBenchOptions = {}): Promise<StateBench> {
  const wanted = { ...SYNTHETIC_DEFAULTS, folder: FOLDER, fork, validators, registry, runLength };
  const { stateFile, headerFile, registryFile } = await makeSyntheticState(wanted);
  const measured = await runChild([fork, stateFile, headerFile, registryFile]);
  return { fork, validators, registry, stateBytes: statSync(stateFile).size, ...measured };
}

type Measured = Omit<StateBench, "fork" | "validators" | "registry" | "stateBytes">;

/** @throws if the child does not end with 0. */
async function runChild(inputs: readonly string[]): Promise<Measured> {
  const child = spawn(process.execPath, ["--import", "tsx", CHILD, ...inputs], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject).once("close", resolve);
  });
  if (exitCode !== 0) throw new Error(`The measured process ended with ${exitCode}`);
  return JSON.parse(output) as Measured;
}
