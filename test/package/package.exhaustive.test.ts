/**
 * The package as a user gets it: packed, installed into an empty folder without development dependencies (from npm's
 * cache where it can, else from the registry), and run there.
 * @module
 */
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, expect, test } from "vitest";
import { makeBundle } from "../../prover/bundle/make-bundle.ts";
import { writeBundle } from "../../prover/bundle/write-bundle.ts";
import { REPOSITORY_ROOT } from "../../scripts/circuits/repository-root.ts";
import { filesIn, temporaryFolder } from "../bundle/bundle-folder.ts";
import { syntheticParts } from "../bundle/synthetic-bundle.ts";
import { toyGroth16 } from "../support/toy-groth16.ts";

const run = promisify(execFile);

let packed: { readonly filename: string; readonly files: readonly { readonly path: string }[] };
/** Where the package is installed. */
let home: string;
beforeAll(async () => {
  home = join(temporaryFolder(), "home");
  mkdirSync(home);
  const { stdout } = await run("npm", ["pack", "--json", "--pack-destination", home], {
    cwd: REPOSITORY_ROOT,
  });
  packed = JSON.parse(stdout)[0];
  writeFileSync(join(home, "package.json"), JSON.stringify({ private: true }));
  const flags = ["--omit=dev", "--prefer-offline", "--no-audit", "--no-fund"];
  await run("npm", ["install", ...flags, join(home, packed.filename)], { cwd: home });
  await writeBundle(makeBundle(await syntheticParts(await toyGroth16())), join(home, "bundle"));
});

test("it holds the program, its circuits and its documents, and nothing else", () => {
  const own = packed.files
    .map(({ path }) => path)
    .filter((path) => !path.startsWith("node_modules/circomlib/"));
  const folders = new Set(own.map((path) => path.split("/")[0]));
  expect([...folders].sort()).toEqual([
    "CEREMONY.md",
    "LICENSE",
    "README.md",
    "SECURITY.md",
    "circuits",
    "docs",
    "package.json",
    "prover",
    "scripts",
  ]);
});

test("no development dependency is installed", () => {
  const installed = (name: string) => existsSync(join(home, "node_modules", name));
  expect(["snarkjs", "viem", "tsx"].filter((name) => !installed(name))).toEqual([]);
  expect(["vitest", "typescript", "solc", "@ethereumjs/client"].filter(installed)).toEqual([]);
});

test("npx pufeth-por verify accepts a bundle", async () => {
  const { stdout } = await run("npx", ["pufeth-por", "verify", "bundle", "--json"], { cwd: home });
  expect(JSON.parse(stdout)).toMatchObject({ valid: true, pages: 3, validators: 7 });
});

test("npx pufeth-por report writes both files", async () => {
  await run("npx", ["pufeth-por", "report", "bundle", "--out", "."], { cwd: home });
  expect(filesIn(home).filter((path) => path.startsWith("report."))).toEqual(["report.html", "report.md"]);
});

test("the circuit compiles: its scripts find the compiler and circomlib, and need no C++ compiler", async () => {
  const root = join(home, "node_modules", "pufeth-proof-of-reserves");
  const env = { ...process.env, CXX: "/nowhere/c++" };
  await run(process.execPath, ["--import", "tsx", "scripts/compile-page.ts", "test"], { cwd: root, env });
  expect(existsSync(join(root, "build", "test", "circuit", "circuit.r1cs"))).toBe(true);
});
