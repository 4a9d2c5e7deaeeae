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
import { readmeExample } from "../library/readme-example.ts";
import { toyGroth16 } from "../support/toy-groth16.ts";

const run = promisify(execFile);

let packed: { readonly filename: string; readonly files: readonly { readonly path: string }[] };
/** Where the package is installed. */
let home: string;
beforeAll(async () => {
  home = join(temporaryFolder(), "home");
  mkdirSync(home);
  // Quietly: what its scripts print would come before the JSON.
  const pack = ["pack", "--json", "--silent", "--pack-destination", home];
  const { stdout } = await run("npm", pack, { cwd: REPOSITORY_ROOT });
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
    "networks",
    "package.json",
    "prover",
    "scripts",
    "types",
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

test("the example of README.md runs as written", async () => {
  writeFileSync(join(home, "program.mjs"), readmeExample());
  const { stdout } = await run(process.execPath, ["program.mjs"], { cwd: home });
  expect(stdout).toMatch(/^[0-9]+\.[0-9]+ ETH, with 7 validators at slot [0-9]+\n$/);
});

test("a program in TypeScript has the types, by the compiler's usual settings", async () => {
  const program = `
    import { type ProveTask, proveSpurt, readBundle, verifyBundle } from "pufeth-proof-of-reserves";
    const { summary } = await verifyBundle(await readBundle("bundle"));
    export const reservesWei: string = summary.reservesWei;
    // @ts-expect-error An amount is no number.
    export const amount: number = summary.reservesWei;
    export const prove = (task: ProveTask) => proveSpurt({ ...task, resume: true });
    // @ts-expect-error A bundle that was only read is not verified.
    export const verified: Awaited<ReturnType<typeof verifyBundle>> = await readBundle("bundle");`;
  writeFileSync(join(home, "program.mts"), program);
  const settings = ["--strict", "--noEmit", "--skipLibCheck", "--module", "nodenext", "--target", "es2023"];
  // What any program for Node has; the package's own are those of its development.
  const types = ["--types", "node", "--typeRoots", join(REPOSITORY_ROOT, "node_modules/@types")];
  const tsc = join(REPOSITORY_ROOT, "node_modules/typescript/bin/tsc");
  await run(process.execPath, [tsc, ...settings, ...types, "program.mts"], { cwd: home });
});

test("the circuit compiles: its scripts find the compiler and circomlib, and need no C++ compiler", async () => {
  const root = join(home, "node_modules", "pufeth-proof-of-reserves");
  const env = { ...process.env, CXX: "/nowhere/c++" };
  await run(process.execPath, ["--import", "tsx", "scripts/compile-page.ts", "test"], { cwd: root, env });
  expect(existsSync(join(root, "build", "test", "circuit", "circuit.r1cs"))).toBe(true);
});
