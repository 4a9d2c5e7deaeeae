/**
 * Builds the native prover into build/native/, one folder a flavour: what has changed since, in sources, flags or compiler.
 * @module
 */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { REPOSITORY_ROOT } from "../circuits/repository-root.ts";
import { CompilerMissingError, NativeBuildError } from "./errors.ts";
import {
  compileFlags,
  linkFlags,
  NATIVE_PROGRAMS,
  NATIVE_SOURCES,
  type NativeBuild,
  type NativeFlavour,
  type NativeProgram,
  objectHash,
  sourcesOf,
} from "./native-sources.ts";

const run = promisify(execFile);

export interface BuiltNative {
  readonly compiler: string;
  /** False where everything was there already. */
  readonly fresh: boolean;
  /** Path of each program. */
  readonly programs: Readonly<Record<NativeProgram, string>>;
}

/**
 * @throws CompilerMissingError, NativeBuildError; a build that fails leaves the last one as it was.
 */
export async function buildNative(flavour: NativeFlavour = "release"): Promise<BuiltNative> {
  const { compiler, version } = await findCompiler();
  const build: NativeBuild = { flavour, architecture: process.arch };
  const folder = join(REPOSITORY_ROOT, "build/native", flavour);
  await mkdir(folder, { recursive: true });
  const objects = await compileAll(compiler, version, build, folder);
  const fresh = await linkAll(compiler, build, folder, objects);
  await removeOthers(folder, [...objects.values(), ...NATIVE_PROGRAMS, LINKED]);
  return { compiler, fresh, programs: programsIn(folder) };
}

/** Names the objects that the programs were linked from. */
const LINKED = "linked.json";

function programsIn(folder: string): Record<NativeProgram, string> {
  return Object.fromEntries(NATIVE_PROGRAMS.map((name) => [name, join(folder, name)])) as Record<
    NativeProgram,
    string
  >;
}

async function findCompiler(): Promise<{ compiler: string; version: string }> {
  const candidates = process.env.CXX ? [process.env.CXX] : ["g++", "clang++", "c++"];
  for (const compiler of candidates) {
    const answer = await run(compiler, ["--version"]).catch(() => undefined);
    if (answer !== undefined) return { compiler, version: answer.stdout };
  }
  throw new CompilerMissingError(candidates);
}

/** @returns the name of each file's object in the folder: its hash is part of it. */
async function compileAll(
  compiler: string,
  version: string,
  build: NativeBuild,
  folder: string,
): Promise<Map<string, string>> {
  const sources = await Promise.all(NATIVE_PROGRAMS.map((program) => sourcesOf(program, build)));
  // The longest first: the others fill the time beside them.
  const files = [...new Set(sources.flat())].sort((a, b) => Number(isPath(b)) - Number(isPath(a)));
  const objects = new Map<string, string>();
  for (const file of files) objects.set(file, `${file.replace("/", "-")}.${await objectHash(file, version, build)}.o`);
  const missing = files.filter((file) => !existsSync(join(folder, objects.get(file)!)));
  await Promise.all(
    Array.from({ length: availableParallelism() }, async () => {
      for (let file = missing.shift(); file !== undefined; file = missing.shift()) {
        const flags = [...compileFlags(file, build), "-c", join(NATIVE_SOURCES, file)];
        await makeWhole(compiler, file, flags, join(folder, objects.get(file)!));
      }
    }),
  );
  return objects;
}

/** @returns false where the programs are linked from these objects already. */
async function linkAll(
  compiler: string,
  build: NativeBuild,
  folder: string,
  objects: ReadonlyMap<string, string>,
): Promise<boolean> {
  const linked = JSON.stringify([...objects.values()].sort());
  const record = join(folder, LINKED);
  const isThere = NATIVE_PROGRAMS.every((program) => existsSync(join(folder, program)));
  if (isThere && (await readFile(record, "utf8").catch(() => "")) === linked) return false;
  for (const program of NATIVE_PROGRAMS) {
    const parts = (await sourcesOf(program, build)).map((file) => join(folder, objects.get(file)!));
    await makeWhole(compiler, program, [...parts, ...linkFlags(build)], join(folder, program));
  }
  await writeFile(record, linked);
  return true;
}

const isPath = (file: string): boolean => file.startsWith("path-");

/** Under another name first: what has the name is whole. */
async function makeWhole(
  compiler: string,
  name: string,
  flags: readonly string[],
  output: string,
): Promise<void> {
  const partial = `${output}.${process.pid}.part`;
  try {
    await run(compiler, [...flags, "-o", partial], { maxBuffer: 1 << 26 });
    await rename(partial, output);
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    throw new NativeBuildError(compiler, name, stderr || message);
  } finally {
    await rm(partial, { force: true });
  }
}

/** Objects of older sources. */
async function removeOthers(folder: string, kept: readonly string[]): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!kept.includes(name) && name.endsWith(".o")) await rm(join(folder, name), { force: true });
  }
}
