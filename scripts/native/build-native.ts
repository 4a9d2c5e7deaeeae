/**
 * Builds the native prover into build/native/: one folder a flavour, replaced when sources, flags or compiler change.
 * @module
 */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
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
  nativeSourceHash,
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
  const hash = await nativeSourceHash(version, build);
  const parent = join(REPOSITORY_ROOT, "build/native");
  const folder = join(parent, flavour);
  const built = (fresh: boolean): BuiltNative => ({ compiler, fresh, programs: programsIn(folder) });
  if ((await readFile(join(folder, "hash"), "utf8").catch(() => "")) === hash) return built(false);

  await mkdir(parent, { recursive: true });
  const work = await mkdtemp(join(parent, ".build-"));
  try {
    await compileAll(compiler, build, work);
    await writeFile(join(work, "hash"), hash);
    await rm(folder, { recursive: true, force: true });
    await rename(work, folder);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return built(true);
}

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

async function compileAll(compiler: string, build: NativeBuild, folder: string): Promise<void> {
  const sources = await Promise.all(NATIVE_PROGRAMS.map((program) => sourcesOf(program, build)));
  const objectOf = (file: string): string => join(folder, `${file}.o`);
  // The longest first: the others fill the time beside them.
  const files = [...new Set(sources.flat())].sort((a, b) => Number(isPath(b)) - Number(isPath(a)));
  await Promise.all(
    Array.from({ length: availableParallelism() }, async () => {
      for (let file = files.shift(); file !== undefined; file = files.shift()) {
        const flags = compileFlags(file, build);
        await step(compiler, file, [...flags, "-c", join(NATIVE_SOURCES, file), "-o", objectOf(file)]);
      }
    }),
  );
  for (const [i, program] of NATIVE_PROGRAMS.entries()) {
    const objects = sources[i]!.map(objectOf);
    await step(compiler, program, [...objects, ...linkFlags(build), "-o", join(folder, program)]);
  }
}

const isPath = (file: string): boolean => file.startsWith("path-");

async function step(compiler: string, name: string, flags: readonly string[]): Promise<void> {
  try {
    await run(compiler, flags, { maxBuffer: 1 << 26 });
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    throw new NativeBuildError(compiler, name, stderr || message);
  }
}
