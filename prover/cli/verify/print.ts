/**
 * The result of comparing a bundle's key, for people.
 * @module
 */
import type { Custody } from "../../bundle/check-custody.ts";
import { formatRows } from "../output/format-rows.ts";

export function formatCustody({ verificationKeySha256, manifest, oracle }: Custody): string[] {
  const rows: [string, string][] = [["key", `sha256 ${verificationKeySha256}`]];
  if (manifest !== null) {
    const { kind, size, contributions, ptau, insecure } = manifest;
    const ceremony = kind === "ceremony" ? `, ${contributions.length} contributions on ${ptau}` : "";
    rows.push(["manifest", `has it: ${kind} key of the size ${size}${ceremony}`]);
    if (insecure !== null) rows.push(["", `INSECURE: ${insecure}`]);
  }
  if (oracle !== null) rows.push(["oracle", `has it: verifier ${oracle.verifier} of ${oracle.address}`]);
  return ["", ...formatRows(rows)];
}

/** Of a bundle on a network whose schedule is not known. */
export function forkIsTrusted(fork: string): string {
  return `That the state is of the fork ${fork} is trusted: the bundle says so. \`audit\` with a node of yours checks it.`;
}
