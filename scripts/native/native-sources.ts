/**
 * What the native prover is made of and how each file is compiled: prover/native/.
 * @module
 */
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const NATIVE_SOURCES = fileURLToPath(new URL("../../prover/native", import.meta.url));

/**
 * `test`: as released, and with the path that emulates the widest instructions. `sanitize`: that with the checks of
 * AddressSanitizer and UndefinedBehaviorSanitizer, several times slower.
 */
export type NativeFlavour = "release" | "test" | "sanitize";

/** Programs, each from its own main file and all files that are no main file. */
export const NATIVE_PROGRAMS = ["native-prover", "generator-multiples", "kernel-driver"] as const;
export type NativeProgram = (typeof NATIVE_PROGRAMS)[number];
/** What a set-up needs; the rest takes time to compile and is used by tests only. */
export const SET_UP_PROGRAMS = ["native-prover", "generator-multiples"] as const;

/** Files for some x86-64 processors only, and what these have: they are called after the processor was asked. */
const PROCESSOR_FLAGS: Readonly<Record<string, readonly string[]>> = {
  "path-ifma.cpp": ["-mavx512f", "-mavx512dq", "-mavx512vl", "-mavx512bw", "-mavx512ifma", "-mbmi2"],
  "path-adx.cpp": ["-mbmi2", "-madx"],
};

const EMULATED_PATH = "path-emulated.cpp";
const COMMON_FLAGS = ["-std=c++20", "-pthread", "-Wall", "-Wextra", "-Wno-unknown-pragmas"];

const FLAVOUR_FLAGS: Readonly<Record<NativeFlavour, readonly string[]>> = {
  release: ["-O2"],
  test: ["-O2"],
  sanitize: ["-O1", "-g1", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"],
};

export interface NativeBuild {
  readonly flavour: NativeFlavour;
  /** process.arch: x64 has paths of its own. */
  readonly architecture: string;
}

export function linkFlags({ flavour }: NativeBuild): string[] {
  return [...FLAVOUR_FLAGS[flavour], "-pthread"];
}

/** @param file  name of a .cpp file */
export function compileFlags(file: string, { flavour, architecture }: NativeBuild): string[] {
  const flags = [...COMMON_FLAGS, ...FLAVOUR_FLAGS[flavour]];
  if (architecture === "x64") flags.push("-DNATIVE_X86_64");
  if (file === "path.cpp" && flavour !== "release") flags.push("-DNATIVE_EMULATED");
  // Pairing up the words of multi-word integers costs time to compile and makes them slower.
  flags.push("-fno-tree-vectorize", "-fno-tree-slp-vectorize");
  // Loops over the limbs of vectors have to be unrolled whole, so that vectors stay in registers.
  if (file === "path-ifma.cpp" && flavour !== "sanitize") flags.push("-O3");
  // The headers of g++ before 13 leave what they overwrite uninitialised and warn of it.
  if (file === "path-ifma.cpp") flags.push("-Wno-uninitialized", "-Wno-maybe-uninitialized");
  flags.push(...(PROCESSOR_FLAGS[file] ?? []));
  return flags;
}

/** The .cpp files of one program, relative to NATIVE_SOURCES. */
export async function sourcesOf(
  program: NativeProgram,
  { flavour, architecture }: NativeBuild,
): Promise<string[]> {
  const mains = NATIVE_PROGRAMS.map((name) => `${name}.cpp`);
  return (await sourceFiles())
    .filter((file) => file.endsWith(".cpp"))
    .filter((file) => !mains.includes(file) || file === `${program}.cpp`)
    .filter((file) => file !== EMULATED_PATH || flavour !== "release")
    .filter((file) => !(file in PROCESSOR_FLAGS) || architecture === "x64");
}

/** Of everything that goes into the object of one file: what was compiled from the same needs not be compiled again. */
export async function objectHash(file: string, compilerVersion: string, build: NativeBuild): Promise<string> {
  const hash = createHash("sha256");
  hash.update(JSON.stringify([compilerVersion, compileFlags(file, build)]));
  const headers = (await sourceFiles()).filter((name) => name.endsWith(".hpp"));
  for (const name of [...headers, file]) {
    const bytes = await readFile(join(NATIVE_SOURCES, name));
    hash.update(JSON.stringify([name, bytes.length])).update(bytes);
  }
  return hash.digest("hex").slice(0, 16);
}

/** `witness/tool` is a program of the tests, with a build of its own. */
const FOLDERS = ["", "witness/"];

async function sourceFiles(): Promise<string[]> {
  const names = await Promise.all(
    FOLDERS.map(async (folder) => (await readdir(join(NATIVE_SOURCES, folder))).map((name) => folder + name)),
  );
  return names
    .flat()
    .filter((name) => /\.[ch]pp$/.test(name))
    .sort();
}
