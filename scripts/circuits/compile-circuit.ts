/**
 * Compiles one circom main with circom2 (circom 2.2.3 in WASM) into a folder, once per source hash: r1cs, witness
 * generator (wasm), symbols and a manifest. It is created under another name and renamed, and kept as long as its files are
 * what the manifest says.
 * @module
 */
import { type ExecFileException, execFile } from "node:child_process";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join, relative } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { endOfProcess } from "../../prover/end-of-process.ts";
import { circuitManifestSchema } from "../../prover/keys/circuit-manifest.ts";
import { sha256OfFile } from "../../prover/keys/sha256-of-file.ts";
import { makeFolder } from "../../prover/make-folder.ts";
import { readRegular } from "../../prover/read-regular.ts";
import { requireReplaceable } from "../../prover/rename-into.ts";
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

const manifestSchema = circuitManifestSchema.extend({
  counts: z.custom<R1csCounts>((found) => found !== undefined),
});
export type CircuitManifest = Readonly<z.infer<typeof manifestSchema>>;

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
  return await withLock(directory, async () => {
    const known = await compiledCircuit(mainPath, directory, root);
    if (known !== undefined) return known;
    await compileInto({ mainPath, directory, root, sourceHash: sourceHashOf(mainPath, root) });
    return { directory, ...pathsIn(directory), manifest: (await readManifest(directory))! };
  });
}

function pathsIn(directory: string) {
  return {
    r1csPath: join(directory, "circuit.r1cs"),
    wasmPath: join(directory, "circuit.wasm"),
    symPath: join(directory, "circuit.sym"),
  };
}

/** The existing result for these sources; undefined if there is none, or one that is damaged. */
export async function compiledCircuit(
  mainPath: string,
  directory: string,
  root = REPOSITORY_ROOT,
): Promise<CompiledCircuit | undefined> {
  const manifest = await readManifest(directory);
  if (manifest?.sourceHash !== sourceHashOf(mainPath, root)) return undefined;
  const isWhole = await hashesIn(directory).then(
    (found) => Object.entries(found).every(([field, hash]) => manifest[field as keyof Hashes] === hash),
    () => false,
  );
  return isWhole ? { directory, ...pathsIn(directory), manifest } : undefined;
}

type Hashes = Pick<CircuitManifest, "r1csSha256" | "wasmSha256" | "symSha256">;

async function hashesIn(directory: string): Promise<Hashes> {
  const { r1csPath, wasmPath, symPath } = pathsIn(directory);
  return {
    r1csSha256: await sha256OfFile(r1csPath),
    wasmSha256: await sha256OfFile(wasmPath),
    symSha256: await sha256OfFile(symPath),
  };
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
  await requireReplaceable(directory);
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
      compiler: { name: NAME, version: VERSION, flags: [...FLAGS] },
      ...(await hashesIn(aside)),
      counts: countR1cs(join(aside, "circuit.r1cs")),
    };
    await writeFile(join(aside, "circuit.json"), `${JSON.stringify(manifest, null, 2)}\n`);
    await rm(directory, { recursive: true, force: true });
    await placeFinished(aside, directory);
  } finally {
    await dropUnfinished(aside);
  }
}

/** One of an older version lacks fields, and one that was cut is no JSON: then the circuit is compiled again. */
async function readManifest(directory: string): Promise<CircuitManifest | undefined> {
  return await readRegular(join(directory, "circuit.json"))
    .then((bytes) => manifestSchema.parse(JSON.parse(bytes.toString())))
    .catch(() => undefined);
}
