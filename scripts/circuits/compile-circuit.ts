/**
 * Compiles one circom main with circom2 (circom 2.2.3 in WASM) into a folder, once per source hash: r1cs, witness
 * generator (wasm), symbols and a manifest. An existing folder is complete: it is created under another name and
 * renamed.
 * @module
 */
import { type ExecFileException, execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join, relative } from "node:path";
import { promisify } from "node:util";
import { endOfProcess } from "../../prover/end-of-process.ts";
import { sha256OfFile } from "../../prover/keys/sha256-of-file.ts";
import { makeFolder } from "../../prover/make-folder.ts";
import { dropUnfinished, placeFinished, unfinishedPath } from "../../prover/unfinished.ts";
import { writingTo } from "../../prover/writing-to.ts";
import { withLock } from "../with-lock.ts";
import { countR1cs, type R1csCounts } from "./count-r1cs.ts";
import { CircuitCompileError } from "./errors.ts";
import { REPOSITORY_ROOT } from "./repository-root.ts";
import { circuitSourceHash } from "./source-hash.ts";

const require = createRequire(import.meta.url);
const run = promisify(execFile);

/**
 * --O1 does not merge Poseidon's linear layers (--O2 makes them 13 times denser), and constraint counts can be compared
 * with the source.
 */
const FLAGS = ["--O1"] as const;
const NAME = "circom2";
const VERSION = (require("circom2/package.json") as { version: string }).version;

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
  readonly compiler: { readonly name: string; readonly version: string; readonly flags: readonly string[] };
  /** SHA-256 of circuit.r1cs, which contains no paths or times, so it is the same on every machine. */
  readonly r1csSha256: string;
  readonly counts: R1csCounts;
}

/**
 * @param mainPath   a .circom file with `component main`.
 * @param directory  where the result goes; reused when it holds the same source hash.
 * @param root       root of the checkout with the sources.
 */
export async function compileCircuit(
  mainPath: string,
  directory: string,
  root = REPOSITORY_ROOT,
): Promise<CompiledCircuit> {
  await withLock(directory, async () => {
    if ((await compiledManifest(mainPath, directory, root)) === undefined) {
      await compileInto({ mainPath, directory, root, sourceHash: sourceHashOf(mainPath, root) });
    }
  });
  return {
    directory,
    r1csPath: join(directory, "circuit.r1cs"),
    wasmPath: join(directory, "circuit.wasm"),
    symPath: join(directory, "circuit.sym"),
    manifest: (await readManifest(directory))!,
  };
}

/** The existing result for these sources; undefined if there is none. */
export async function compiledManifest(
  mainPath: string,
  directory: string,
  root = REPOSITORY_ROOT,
): Promise<CircuitManifest | undefined> {
  const known = await readManifest(directory);
  const fits = known?.sourceHash === sourceHashOf(mainPath, root) && known.r1csSha256 !== undefined;
  return fits ? known : undefined;
}

function sourceHashOf(mainPath: string, root: string): string {
  return circuitSourceHash(mainPath, root, [NAME, VERSION, ...FLAGS]);
}

interface Compilation {
  readonly mainPath: string;
  readonly directory: string;
  readonly root: string;
  readonly sourceHash: string;
}

/** @throws CircuitCompileError, OutputWriteError */
function compileInto(compilation: Compilation): Promise<void> {
  return writingTo(compilation.directory, () => compileBeside(compilation));
}

async function compileBeside({ mainPath, directory, root, sourceHash }: Compilation): Promise<void> {
  const name = basename(mainPath, ".circom");
  makeFolder(dirname(directory));
  const aside = unfinishedPath(directory);
  try {
    await mkdir(aside);
    // circom2 sees the file system through WASI, below the working directory: paths are relative to the root.
    await run(
      process.execPath,
      [
        require.resolve("circom2/cli.js"),
        relative(root, mainPath),
        "--r1cs",
        "--wasm",
        "--sym",
        ...FLAGS,
        "-o",
        relative(root, aside),
      ],
      { cwd: root, maxBuffer: 1 << 24 },
    ).catch(({ stderr, message, signal }: ExecFileException & { stderr?: string }) => {
      const words = signal ? `${endOfProcess(null, signal)}\n${stderr ?? ""}` : stderr || message;
      throw new CircuitCompileError(name, directory, words);
    });
    await rename(join(aside, `${name}.r1cs`), join(aside, "circuit.r1cs"));
    await rename(join(aside, `${name}.sym`), join(aside, "circuit.sym"));
    await rename(join(aside, `${name}_js`, `${name}.wasm`), join(aside, "circuit.wasm"));
    await rm(join(aside, `${name}_js`), { recursive: true });
    const manifest: CircuitManifest = {
      name,
      sourceHash,
      compiler: { name: NAME, version: VERSION, flags: FLAGS },
      r1csSha256: await sha256OfFile(join(aside, "circuit.r1cs")),
      counts: countR1cs(join(aside, "circuit.r1cs")),
    };
    await writeFile(join(aside, "circuit.json"), `${JSON.stringify(manifest, null, 2)}\n`);
    await rm(directory, { recursive: true, force: true });
    await placeFinished(aside, directory);
  } finally {
    await dropUnfinished(aside);
  }
}

/** A manifest of an older version may lack fields: then the circuit is compiled again. */
async function readManifest(directory: string): Promise<CircuitManifest | undefined> {
  const path = join(directory, "circuit.json");
  return existsSync(path) ? (JSON.parse(await readFile(path, "utf8")) as CircuitManifest) : undefined;
}
