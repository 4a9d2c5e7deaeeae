/** One command builds the native prover; a second does nothing; a machine without a compiler is told so. */
import { execFile } from "node:child_process";
import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { promisify } from "node:util";
import { afterEach, expect, it, vi } from "vitest";
import { buildNative } from "../../scripts/native/build-native.ts";
import { CompilerMissingError } from "../../scripts/native/errors.ts";
import { built, NATIVE_FLAVOUR } from "./native-programs.ts";

const run = promisify(execFile);

afterEach(() => vi.unstubAllEnvs());

it("without a compiler it says what to install and what proves meanwhile", async () => {
  vi.stubEnv("CXX", "no-such-compiler");
  const error = await buildNative(NATIVE_FLAVOUR).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(CompilerMissingError);
  expect(error).toMatchObject({ code: "CXX_COMPILER_MISSING", tried: ["no-such-compiler"] });
  expect((error as CompilerMissingError).hints.join(" ")).toMatch(/g\+\+.*snarkjs/);
});

it.skipIf(built === undefined)("built once, it is up to date", async () => {
  const before = statSync(built!.programs["native-prover"]).mtimeMs;
  const again = await buildNative(NATIVE_FLAVOUR);
  expect(again.fresh).toBe(false);
  expect(statSync(again.programs["native-prover"]).mtimeMs).toBe(before);
});

it.skipIf(built === undefined)("what is no longer as it was built is built again", async () => {
  const program = built!.programs["native-prover"];
  const whole = readFileSync(program);
  // One that takes a second to compile.
  const object = built!.objects.find((path) => basename(path).startsWith("json."))!;
  for (const path of [program, object]) {
    const bytes = readFileSync(path);
    // Written beside it: the program may be running.
    rmSync(path);
    writeFileSync(path, bytes.subarray(0, bytes.length >> 1), { mode: 0o755 });
    await buildNative(NATIVE_FLAVOUR);
    expect(readFileSync(path).equals(bytes)).toBe(true);
  }
  expect(readFileSync(program).equals(whole)).toBe(true);
});

/**
 * A function that two object files define is taken from either: one that was compiled for AVX-512 would end the program on
 * a processor without it. So those files may define nothing that another could define too.
 */
const special = (built?.objects ?? []).filter((path) => /^path-(ifma|adx)/.test(basename(path)));
it.skipIf(NATIVE_FLAVOUR === "sanitize" || special.length === 0)(
  "files for some processors only share no function with others",
  async () => {
    expect(special).toHaveLength(2);
    for (const object of special) {
      const { stdout } = await run("nm", ["-C", object]);
      expect(stdout.split("\n").filter((line) => / [WT] /.test(line))).toEqual([]);
    }
  },
);
