/**
 * What the steps of a ceremony print: a checked ceremony as a table (what it is for, every contribution in order, what
 * is wrong), and for a new contribution its attestation and where it lies.
 * @module
 */
import { join } from "node:path";
import type { AddedContribution } from "../../ceremony/add-contribution.ts";
import { formatSnarkjsHash } from "../../ceremony/attestation.ts";
import type { CeremonyReport, CheckedContribution } from "../../ceremony/verify-ceremony.ts";
import { formatRows } from "../output/format-rows.ts";
import type { Terminal } from "../output/terminal.ts";

export function formatCeremony(report: CeremonyReport): string {
  const { circuit, ptau, contributions, faults } = report;
  const firstFault = contributions.find((contribution) => contribution.faults.length > 0)?.number;
  return [
    headline(report),
    ...formatRows([
      ["circuit", `${circuit.name}, ${circuit.constraints} constraints`],
      ["source hash", circuit.sourceHash],
      ["compiler", [circuit.compiler.name, circuit.compiler.version, ...circuit.compiler.flags].join(" ")],
      ["r1cs", circuit.r1csSha256],
      [
        "powers of tau",
        `${ptau.name}, 2^${ptau.power}${ptau.known ? "" : ", INSECURE: not a published file"}`,
      ],
      ["", ptau.blake2b512],
    ]),
    "",
    ...contributions.flatMap((contribution) => lines(contribution, firstFault, report.valid)),
    ...faults.map((fault) => `WRONG: ${fault}.`),
  ].join("\n");
}

function headline({ valid, finalised, contributions }: CeremonyReport): string {
  const people = contributions.filter(({ type }) => type === "contribution").length;
  const made = `${people} contribution${people === 1 ? "" : "s"}`;
  if (!valid) return `The ceremony is NOT valid: ${made}.`;
  return finalised
    ? `The ceremony is valid: ${made} and the beacon.`
    : `The ceremony is valid so far: ${made}, not finalised by a beacon yet.`;
}

function lines(
  { number, name, type, date, hash, zkeySha256, beacon, faults }: CheckedContribution,
  firstFault: number | undefined,
  valid: boolean,
): string[] {
  const title = `${number}. ${type === "beacon" ? `beacon: ${beacon?.source}` : name}, ${date}`;
  return [
    `${title}: ${verdict(faults.length > 0, number, firstFault, valid)}`,
    formatSnarkjsHash(hash),
    `\t\tzkey SHA-256 ${zkeySha256}`,
    ...(beacon === null ? [] : [`\t\tbeacon value ${beacon.value}, hashed 2^${beacon.iterationsExp} times`]),
  ];
}

function verdict(faulty: boolean, number: number, firstFault: number | undefined, valid: boolean): string {
  if (faulty) return "WRONG";
  if (valid || (firstFault !== undefined && number < firstFault)) return "holds";
  return "not verified";
}

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
