/**
 * The witness program of a compiled circuit: `witness.program` in the circuit's folder, made once per circuit and
 * version of the maker, and again where it is damaged.
 * @module
 */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { sha256OfFile } from "../../../prover/keys/sha256-of-file.ts";
import { readRegular } from "../../../prover/read-regular.ts";
import { dropUnfinished, placeFinished, unfinishedPath } from "../../../prover/unfinished.ts";
import { writingTo } from "../../../prover/writing-to.ts";
import type { CompiledCircuit } from "../compile-circuit.ts";
import { ConstraintRows } from "./constraint-rows.ts";
import { deriveOperations } from "./derive-operations.ts";
import { encodeOperations } from "./encode-operations.ts";
import { WitnessProgramError } from "./errors.ts";
import { readHints } from "./hints.ts";
import { hasItsChecksum } from "./program-checksum.ts";
import { readSignals } from "./read-signals.ts";
import { PROGRAM_MAGIC, programBytes } from "./write-program.ts";

/** @returns the program's path. @throws OutputWriteError; WitnessProgramError where circuit and hints do not fit together. */
export async function makeWitnessProgram(circuit: CompiledCircuit): Promise<string> {
  const path = join(circuit.directory, "witness.program");
  const { name, sourceHash, r1csSha256, counts } = circuit.manifest;
  if (await isOf(path, sourceHash, r1csSha256)) return path;
  if ((await sha256OfFile(circuit.r1csPath)) !== r1csSha256) {
    throw new WitnessProgramError(name, `${circuit.r1csPath} is not the file that its manifest names`);
  }
  const { a, b, c } = counts.nonZeroCoefficients;
  const rows = new ConstraintRows(circuit.r1csPath, a + b + c);
  const hints = await readHints(name, readSignals(circuit.symPath));
  const { operations, isBit } = deriveOperations(name, rows, hints);
  const encoded = encodeOperations(operations, rows.coefficients);
  const bytes = programBytes({
    sourceHash,
    r1csSha256,
    wireCount: rows.header.wireCount,
    publicCount: rows.header.publicCount,
    inputs: hints.inputs,
    coefficients: rows.coefficients.values,
    isBit,
    operations: encoded,
  });
  await writingTo(path, async () => {
    const aside = unfinishedPath(path);
    try {
      await writeFile(aside, bytes);
      await placeFinished(aside, path);
    } finally {
      await dropUnfinished(aside);
    }
  });
  return path;
}

async function isOf(path: string, sourceHash: string, r1csSha256: string): Promise<boolean> {
  const file = await readRegular(path).catch(() => Buffer.alloc(0));
  return (
    file.toString("latin1", 0, 8) === PROGRAM_MAGIC &&
    file.toString("hex", 8, 40) === sourceHash &&
    file.toString("hex", 40, 72) === r1csSha256 &&
    hasItsChecksum(file)
  );
}
