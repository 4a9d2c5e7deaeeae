/** What the compiler of a circuit writes next to it: scripts/circuits/compile-circuit.ts. @module */
import { z } from "zod";

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** With more fields than these. */
export const circuitManifestSchema = z.object({
  name: z.string().min(1),
  /** Of all sources, the compiler and its flags. */
  sourceHash: sha256,
  compiler: z.object({ name: z.string(), version: z.string(), flags: z.array(z.string()) }),
  /** Of the constraint system, which contains no paths or times, so it is the same on every machine. */
  r1csSha256: sha256,
  /** Of the witness generator. */
  wasmSha256: sha256,
  /** Of the names of the signals. */
  symSha256: sha256,
});
