/**
 * A checkout of its own, with this program and other circuits: small ones under the names of the page sizes. What is
 * bound to the circuits that lie in a checkout (ceremonies, `setup`) runs there as a person runs it, in seconds.
 * @module
 */
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type CircuitFiles, circuitFiles } from "../../prover/keys/circuit-files.ts";
import type { PageSize } from "../../prover/plan/page-sizes.ts";
import { compileCircuit } from "../../scripts/circuits/compile-circuit.ts";
import { REPOSITORY_ROOT } from "../../scripts/circuits/repository-root.ts";
import { temporaryFolder } from "../bundle/bundle-folder.ts";

export interface SmallCheckout {
  readonly root: string;
  /** The command `pufeth-por` of this checkout. */
  readonly bin: string;
  /** In its own build folder; the circuits are compiled. */
  files(size: PageSize): CircuitFiles;
}

/** @param circuits  circom sources without includes. */
export async function smallCheckout(
  circuits: Readonly<Partial<Record<PageSize, string>>>,
): Promise<SmallCheckout> {
  const root = join(temporaryFolder(), "checkout");
  for (const part of ["prover", "scripts", "package.json"]) {
    cpSync(join(REPOSITORY_ROOT, part), join(root, part), { recursive: true });
  }
  symlinkSync(join(REPOSITORY_ROOT, "node_modules"), join(root, "node_modules"));
  mkdirSync(join(root, "circuits/mains"), { recursive: true });
  const files = (size: PageSize) => circuitFiles(size, join(root, "build"));
  for (const [size, source] of Object.entries(circuits) as [PageSize, string][]) {
    const main = join(root, `circuits/mains/${size}.circom`);
    writeFileSync(main, source);
    await compileCircuit(main, join(files(size).directory, "circuit"), root);
  }
  return { root, bin: join(root, "prover/pufeth-por.mjs"), files };
}

/** The circuit of the ceremony tests, with so many rows. */
export function sixteenInputs(rows: number): string {
  const source = readFileSync(join(REPOSITORY_ROOT, "test/ceremony/sixteen-inputs.circom"), "utf8");
  return source.replaceAll("200", String(rows)).replaceAll("201", String(rows + 1));
}
