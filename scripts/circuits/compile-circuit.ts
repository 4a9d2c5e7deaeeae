/**
 * Compiles one circom main with circom2 (circom 2.2.3 in WASM) into a folder, once per source hash: r1cs, witness
 * generator (wasm), symbols and a manifest. A folder that is there is complete: it is made aside and renamed.
 * @module
 */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join, relative } from "node:path";
import { promisify } from "node:util";
import { countR1cs, type R1csCounts } from "./count-r1cs.ts";
import { REPOSITORY_ROOT } from "./repository-root.ts";
import { circuitSourceHash } from "./source-hash.ts";

const require = createRequire(import.meta.url);
const run = promisify(execFile);

/**
 * --O1 keeps Poseidon's linear layers out of each other's rows (--O2 makes them 13 times denser) and leaves constraint
 * counts readable beside the source.
 */
const FLAGS = ["--O1"] as const;
const COMPILER = ["circom2", (require("circom2/package.json") as { version: string }).version, ...FLAGS];

export interface CompiledCircuit {
  readonly directory: string;
  readonly r1csPath: string;
  readonly wasmPath: string;
  readonly symPath: string;
  readonly manifest: CircuitManifest;
}

export interface CircuitManifest {
  readonly name: string;
  readonly sourceHash: string;
  readonly compiler: readonly string[];
  readonly counts: R1csCounts;
}

/**
 * @param mainPath   a .circom file with `component main`.
 * @param directory  where the result goes; reused when it holds the same source hash.
 */
export async function compileCircuit(mainPath: string, directory: string): Promise<CompiledCircuit> {
  const name = basename(mainPath, ".circom");
  const sourceHash = circuitSourceHash(mainPath, REPOSITORY_ROOT, COMPILER);
  const known = await readManifest(directory);
  if (known?.sourceHash !== sourceHash) await compileInto(mainPath, name, directory, sourceHash);
  return {
    directory,
    r1csPath: join(directory, "circuit.r1cs"),
    wasmPath: join(directory, "circuit.wasm"),
    symPath: join(directory, "circuit.sym"),
    manifest: (await readManifest(directory))!,
  };
}

async function compileInto(
  mainPath: string,
  name: string,
  directory: string,
  sourceHash: string,
): Promise<void> {
  await mkdir(dirname(directory), { recursive: true });
  const aside = await mkdtemp(`${directory}.tmp-`);
  try {
    // circom2 sees the file system through WASI, below the working directory: paths are relative to the root.
    await run(
      process.execPath,
      [
        require.resolve("circom2/cli.js"),
        relative(REPOSITORY_ROOT, mainPath),
        ...["--r1cs", "--wasm", "--sym", ...FLAGS],
        ...["-o", relative(REPOSITORY_ROOT, aside)],
      ],
      { cwd: REPOSITORY_ROOT, maxBuffer: 1 << 24 },
    );
    await rename(join(aside, `${name}.r1cs`), join(aside, "circuit.r1cs"));
    await rename(join(aside, `${name}.sym`), join(aside, "circuit.sym"));
    await rename(join(aside, `${name}_js`, `${name}.wasm`), join(aside, "circuit.wasm"));
    await rm(join(aside, `${name}_js`), { recursive: true });
    const counts = countR1cs(join(aside, "circuit.r1cs"));
    const manifest: CircuitManifest = { name, sourceHash, compiler: COMPILER, counts };
    await writeFile(join(aside, "circuit.json"), `${JSON.stringify(manifest, null, 2)}\n`);
    await rm(directory, { recursive: true, force: true });
    await rename(aside, directory);
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

async function readManifest(directory: string): Promise<CircuitManifest | undefined> {
  const path = join(directory, "circuit.json");
  return existsSync(path) ? (JSON.parse(await readFile(path, "utf8")) as CircuitManifest) : undefined;
}
