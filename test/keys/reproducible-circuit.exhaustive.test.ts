/**
 * Whoever compiles the same sources gets the same constraint system, byte for byte: so the key of a manifest can be
 * matched to sources that one has read. Two clean folders stand for two machines; the hashes that real ones have to
 * get are committed, and compared in test/circuits/constraints.test.ts.
 * @module
 */
import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sha256OfFile } from "../../prover/keys/sha256-of-file.ts";
import { compileCircuit } from "../../scripts/circuits/compile-circuit.ts";
import { REPOSITORY_ROOT } from "../../scripts/circuits/repository-root.ts";
import { temporaryFolder } from "../bundle/bundle-folder.ts";

const CIRCOMLIB = "node_modules/circomlib/circuits";

/** What a fresh clone has after `npm ci`, as far as the compiler looks. */
async function compileInCleanFolder(...path: string[]) {
  const root = join(temporaryFolder(), ...path);
  mkdirSync(root, { recursive: true });
  for (const folder of ["circuits", CIRCOMLIB]) {
    cpSync(join(REPOSITORY_ROOT, folder), join(root, folder), { recursive: true });
  }
  const main = join(root, "circuits/mains/test.circom");
  const { manifest, r1csPath } = await compileCircuit(main, join(root, "build/test/circuit"), root);
  return { manifest, r1csSha256: await sha256OfFile(r1csPath) };
}

test("compiled in two places, the circuit has one source hash and one constraint system", async () => {
  const one = await compileInCleanFolder("a");
  const other = await compileInCleanFolder("some", "where", "else entirely", "with-a-longer-name");
  expect(other).toEqual(one);
  expect(one.r1csSha256).toBe(one.manifest.r1csSha256);
}, 600_000);
