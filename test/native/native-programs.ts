/**
 * The native programs under test, built where they are not, on every path that this machine can run.
 *
 * NATIVE_FLAVOUR=sanitize tests the build with AddressSanitizer and UndefinedBehaviorSanitizer; NATIVE_EXHAUSTIVE=1 runs
 * more random cases. Where there is no C++ compiler, the tests of this folder are left out and say so.
 * @module
 */
import { afterAll } from "vitest";
import { type BuiltNative, buildNative } from "../../scripts/native/build-native.ts";
import { CompilerMissingError } from "../../scripts/native/errors.ts";
import type { NativeFlavour, NativeProgram } from "../../scripts/native/native-sources.ts";
import { NativeProcess } from "./native-process.ts";

export const NATIVE_EXHAUSTIVE = process.env.NATIVE_EXHAUSTIVE === "1";
export const NATIVE_FLAVOUR: NativeFlavour = process.env.NATIVE_FLAVOUR === "sanitize" ? "sanitize" : "test";

const ALL_PATHS = ["ifma", "adx", "portable", "emulated"] as const;
export type NativePath = (typeof ALL_PATHS)[number];

async function build(): Promise<BuiltNative | undefined> {
  try {
    return await buildNative(NATIVE_FLAVOUR);
  } catch (error) {
    if (!(error instanceof CompilerMissingError)) throw error;
    console.warn(`The native prover is not tested: ${error.message}`);
    return undefined;
  }
}

/** Undefined where this machine has no compiler. */
export const built = await build();

/** Those that this processor can run; none where nothing could be built. */
export const nativePaths: readonly NativePath[] = built === undefined ? [] : await usablePaths(built);

async function usablePaths({ programs }: BuiltNative): Promise<NativePath[]> {
  const usable: NativePath[] = [];
  for (const path of ALL_PATHS) {
    const process = new NativeProcess(programs["kernel-driver"], ["--path", path]);
    if ((await process.request({ operation: "path" })).header.type === "result") usable.push(path);
    else console.warn(`The path ${path} is not tested: this processor cannot run it.`);
    await process.close();
  }
  return usable;
}

const started: NativeProcess[] = [];
afterAll(() => {
  for (const { child } of started) child.kill("SIGKILL");
});

/** Ended after the tests of the file. */
export function startNative(program: NativeProgram, ...args: readonly string[]): NativeProcess {
  if (built === undefined) throw new Error("There is no C++ compiler");
  const process = new NativeProcess(built.programs[program], args);
  started.push(process);
  return process;
}
