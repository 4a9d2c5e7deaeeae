/**
 * What `ceremony verify` and `ceremony export` check a ceremony against.
 * @module
 */
import { readTranscript } from "../../ceremony/transcript.ts";
import { circuitFiles } from "../../keys/circuit-files.ts";
import { UsageError } from "../options/usage-error.ts";

/** @throws UsageError where neither the option nor the ceremony's size names the circuit. */
export async function r1csOfCeremony(folder: string, given: string | undefined): Promise<string> {
  if (given !== undefined) return given;
  const { circuit } = await readTranscript(folder);
  if (circuit.size === null) throw new UsageError(`Give the circuit ${circuit.name} with --r1cs.`);
  return circuitFiles(circuit.size).r1cs;
}
