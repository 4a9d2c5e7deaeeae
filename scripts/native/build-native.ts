/**
 * Builds the native prover into build/native/, one folder a flavour: what has changed since, in sources, flags or compiler, and
 * what is no longer as it was built.
 * @module
 */
import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { BUILD_DIRECTORY } from "../../prover/keys/circuit-files.ts";
import { sha256OfFile } from "../../prover/keys/sha256-of-file.ts";
import { makeFolder } from "../../prover/make-folder.ts";
import { readRegular } from "../../prover/read-regular.ts";
import { dropUnfinished, placeFinished, unfinishedPath } from "../../prover/unfinished.ts";
import { withLock } from "../with-lock.ts";
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
  /** What they were linked from. */
  readonly objects: readonly string[];
}

/**
 * @throws CompilerMissingError, NativeBuildError; a build that fails leaves the last one as it was.
 */
export async function buildNative(
  flavour: NativeFlavour = "release",
  programs: readonly NativeProgram[] = NATIVE_PROGRAMS,
): Promise<BuiltNative> {
  const { compiler, version } = await findCompiler();
  const build: NativeBuild = { flavour, architecture: process.arch };
  const folder = join(BUILD_DIRECTORY, "native", flavour);
  makeFolder(folder);
  makeFolder(OBJECTS);
  // Two that start at once would compile the same.
  return await withLock(OBJECTS, async () => {
    const objects = await compileAll(compiler, version, build, programs);
    let fresh = false;
    for (const program of programs) fresh = (await link(compiler, build, folder, objects, program)) || fresh;
    const paths = NATIVE_PROGRAMS.map((name) => [name, join(folder, name)]);
    return {
      compiler,
      fresh,
      programs: Object.fromEntries(paths) as Record<NativeProgram, string>,
      objects: [...objects.values()],
    };
  });
}

/** Of all flavours: their names say what they were made from, so that most are shared. */
const OBJECTS = join(BUILD_DIRECTORY, "native", "objects");

async function findCompiler(): Promise<{ compiler: string; version: string }> {
  const candidates = process.env.CXX ? [process.env.CXX] : ["g++", "clang++", "c++"];
  for (const compiler of candidates) {
    const answer = await run(compiler, ["--version"]).catch(() => undefined);
    if (answer !== undefined) return { compiler, version: answer.stdout };
  }
  throw new CompilerMissingError(candidates);
}

/** @returns the path of each file's object: its hash is part of the name. */
async function compileAll(
  compiler: string,
  version: string,
  build: NativeBuild,
  programs: readonly NativeProgram[],
): Promise<Map<string, string>> {
  const sources = await Promise.all(programs.map((program) => sourcesOf(program, build)));
  // The longest first: the others fill the time beside them.
  const files = [...new Set(sources.flat())].sort((a, b) => Number(isPath(b)) - Number(isPath(a)));
  const objects = new Map<string, string>();
  for (const file of files) {
    const hash = await objectHash(file, version, build);
    objects.set(file, join(OBJECTS, `${file.replace("/", "-")}.${hash}.o`));
  }
  const wholes = await Promise.all(files.map((file) => isAsMade(objects.get(file)!, "")));
  const missing = files.filter((_, i) => !wholes[i]);
  await Promise.all(
    Array.from({ length: availableParallelism() }, async () => {
      for (let file = missing.shift(); file !== undefined; file = missing.shift()) {
        const flags = [...compileFlags(file, build), "-c", join(NATIVE_SOURCES, file)];
        await makeWhole(compiler, file, flags, objects.get(file)!, "");
      }
    }),
  );
  return objects;
}

/** @returns false where the program is linked from these objects already. */
async function link(
  compiler: string,
  build: NativeBuild,
  folder: string,
  objects: ReadonlyMap<string, string>,
  program: NativeProgram,
): Promise<boolean> {
  const parts = (await sourcesOf(program, build)).map((file) => objects.get(file)!);
  const linked = JSON.stringify(parts);
  const path = join(folder, program);
  if (await isAsMade(path, linked)) return false;
  await makeWhole(compiler, program, [...parts, ...linkFlags(build)], path, linked);
  return true;
}

/** Beside what was made: from what, and its SHA-256. Written after it. */
const recordOf = (path: string): string => `${path}.json`;
const recordFor = async (path: string, from: string) =>
  JSON.stringify({ from, sha256: await sha256OfFile(path) });

async function isAsMade(path: string, from: string): Promise<boolean> {
  const record = await readRegular(recordOf(path)).catch(() => undefined);
  return record?.toString() === (await recordFor(path, from).catch(() => ""));
}

const isPath = (file: string): boolean => file.startsWith("path-");

/** Under another name first: what has the name is whole. @param from  what its name does not say. */
async function makeWhole(
  compiler: string,
  name: string,
  flags: readonly string[],
  output: string,
  from: string,
): Promise<void> {
  const partial = unfinishedPath(output);
  try {
    await run(compiler, [...flags, "-o", partial], { maxBuffer: 1 << 26 });
    await placeFinished(partial, output);
    await writeFile(recordOf(output), await recordFor(output, from));
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    throw new NativeBuildError(compiler, name, stderr || message);
  } finally {
    await dropUnfinished(partial);
  }
}
