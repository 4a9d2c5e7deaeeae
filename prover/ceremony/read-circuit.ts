/**
 * The circuit of a ceremony: its constraint file and the manifest that the compiler wrote next to it.
 * @module
 */
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { z } from "zod";
import { SCALAR_FIELD_ORDER } from "../groth16/bn254.ts";
import { circuitManifestSchema } from "../keys/circuit-manifest.ts";
import { sha256OfFile } from "../keys/sha256-of-file.ts";
import type { PageSize } from "../plan/page-sizes.ts";
import { BinaryFile } from "./binary-file.ts";
import { CeremonyCircuitError } from "./errors.ts";
import type { Transcript } from "./transcript.ts";

/** A ceremony needs the constraint system alone. */
const manifestSchema = circuitManifestSchema.omit({ wasmSha256: true, symSha256: true });

const HEADER_SECTION = 1;

export interface Circuit {
  readonly r1cs: string;
  /** What the transcript says of it. */
  readonly description: Transcript["circuit"];
  /** log2 of the rows that it needs, including one for each public input. */
  readonly power: number;
}

/** @throws CeremonyCircuitError */
export async function readCircuit(r1cs: string, size: PageSize | null): Promise<Circuit> {
  const counts = await readCounts(r1cs);
  const { name, sourceHash, compiler, r1csSha256 } = await readManifest(join(dirname(r1cs), "circuit.json"));
  const found = await sha256OfFile(r1cs);
  if (found !== r1csSha256) {
    throw new CeremonyCircuitError(r1cs, `its SHA-256 is ${found}, circuit.json says ${r1csSha256}`);
  }
  return {
    r1cs,
    description: { name, size, sourceHash, compiler, r1csSha256, ...counts },
    power: Math.ceil(Math.log2(counts.constraints + counts.publicInputs + 1)),
  };
}

async function readCounts(r1cs: string) {
  try {
    return await BinaryFile.with(r1cs, "r1cs", async (file) => {
      const header = await file.readSection(HEADER_SECTION);
      if (header.length !== 64) throw new RangeError("its header has an unknown format");
      const order = BigInt(`0x${Buffer.from(header.subarray(4, 36)).reverse().toString("hex")}`);
      if (order !== SCALAR_FIELD_ORDER) throw new RangeError("it is for another curve than BN254");
      return {
        constraints: header.readUInt32LE(60),
        wires: header.readUInt32LE(36),
        // Outputs are public too.
        publicInputs: header.readUInt32LE(40) + header.readUInt32LE(44),
      };
    });
  } catch (cause) {
    throw new CeremonyCircuitError(r1cs, cause instanceof Error ? cause.message : String(cause), cause);
  }
}

async function readManifest(path: string): Promise<z.infer<typeof manifestSchema>> {
  try {
    return manifestSchema.parse(JSON.parse(await readFile(path, "utf8")));
  } catch (cause) {
    throw new CeremonyCircuitError(path, "it is missing or not a manifest of a compiled circuit", cause);
  }
}
