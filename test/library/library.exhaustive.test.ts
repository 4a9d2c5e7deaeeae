/** The library as another program gets it: by the package's name, in Node as it is. @module */
import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeBundle } from "../../prover/bundle/make-bundle.ts";
import { writeBundle } from "../../prover/bundle/write-bundle.ts";
import * as library from "../../prover/index.ts";
import { REPOSITORY_ROOT } from "../../scripts/circuits/repository-root.ts";
import { syntheticParts } from "../bundle/synthetic-bundle.ts";
import { toyGroth16 } from "../support/toy-groth16.ts";
import { exportedDeclarations } from "./exported-declarations.ts";
import { readmeExample } from "./readme-example.ts";

const run = promisify(execFile);

/** Within the package, whose name is known there. */
let home: string;
beforeAll(async () => {
  mkdirSync(join(REPOSITORY_ROOT, "build"), { recursive: true });
  home = mkdtempSync(join(REPOSITORY_ROOT, "build", "library-"));
  await writeBundle(makeBundle(await syntheticParts(await toyGroth16())), join(home, "bundle"));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

const runProgram = async (text: string, cwd = home) => {
  const file = join(cwd, "program.mjs");
  writeFileSync(file, text);
  const { stdout } = await run(process.execPath, [file], { cwd, timeout: 600_000 });
  return stdout;
};

describe("the example of README.md", () => {
  it("verifies a bundle, prints the total, and ends by itself", async () => {
    expect(await runProgram(readmeExample())).toMatch(
      /^[0-9]+\.[0-9]+ ETH, with 7 validators at slot [0-9]+\n$/,
    );
  });

  it("refuses a bundle of which a byte was changed", async () => {
    const changed = join(home, "changed");
    cpSync(join(home, "bundle"), join(changed, "bundle"), { recursive: true });
    writeFileSync(join(changed, "bundle", "registry.json"), "[]\n");
    await expect(runProgram(readmeExample(), changed)).rejects.toMatchObject({
      stderr: expect.stringContaining("BUNDLE_FILE_CHANGED"),
    });
  });
});

it("Node gets every name of index.ts, and reads TypeScript no longer than that", async () => {
  // No Node can run an enum by itself.
  writeFileSync(join(home, "other.ts"), "export enum Other { One }\n");
  const printed = await runProgram(`
    console.log(JSON.stringify(Object.keys(await import("pufeth-proof-of-reserves"))));
    console.log(await import("./other.ts").then(() => "loaded", () => "refused"));`);
  const [names, other] = printed.trim().split("\n");
  expect((JSON.parse(names!) as string[]).sort()).toEqual(Object.keys(library).sort());
  expect(other).toBe("refused");
});

it("says what fails by class and by code", async () => {
  const failure: unknown = await library.readBundle("/does/not/exist").catch((error) => error);
  expect(failure).toBeInstanceOf(library.BadInputError);
  expect(failure).toBeInstanceOf(library.ProverError);
  expect(failure).toMatchObject({ code: "BUNDLE_NOT_FOUND", hints: expect.any(Array) });
});

it("needs validators to prove", async () => {
  const state = library.stateFromFile({ statePath: "none", headerPath: "none" });
  const missing = { code: "REGISTRY_MISSING", exitCode: 2 };
  const out = join(home, "nothing");
  await expect(library.proveSpurt({ state, keys: { size: "test" }, out })).rejects.toMatchObject(missing);
  await expect(library.planSpurt({ state, backend: "snarkjs" })).rejects.toMatchObject(missing);
});

describe("each value of the library", () => {
  const documented = exportedDeclarations();

  it("is found where index.ts takes it from", () => {
    expect([...documented.keys()].sort()).toEqual(Object.keys(library).sort());
  });

  it.each([...documented])("%s says what it does", (_, hasDocument) => {
    expect(hasDocument).toBe(true);
  });
});
