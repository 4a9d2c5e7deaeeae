/**
 * What `contribute` and `beacon` print: the attestation, and where it lies.
 * @module
 */
import { join } from "node:path";
import type { AddedContribution } from "../ceremony/add-contribution.ts";
import type { Terminal } from "./terminal.ts";

export function printAddedContribution(
  folder: string,
  { contribution, attestation, attestationFile, redone }: AddedContribution,
  json: boolean,
  terminal: Terminal,
): void {
  const file = join(folder, attestationFile);
  if (json) {
    terminal.out(JSON.stringify({ ...contribution, attestationFile: file, redone }, null, 2));
    return;
  }
  terminal.out(attestation.trimEnd());
  terminal.out("");
  terminal.out(`Saved as ${file}.`);
  if (redone) {
    terminal.out(`An unfinished contribution ${contribution.number} was found and replaced by this one.`);
  }
}
