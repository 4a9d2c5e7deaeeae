/**
 * A contributor's statement about a contribution, to publish and sign. Generated from the transcript alone, so `verify`
 * can require the same text on any machine.
 * @module
 */
import type { Transcript, TranscriptContribution } from "./transcript.ts";

/** @param contribution  The last of `transcript`, or one of them. */
export function attestationText(transcript: Transcript, contribution: TranscriptContribution): string {
  const { circuit, ptau, contributions, startSha256, circuitHash } = transcript;
  const { number, name, type, date, hash, zkeySha256, beacon } = contribution;
  const before = number === 1 ? startSha256 : contributions[number - 2]!.zkeySha256;
  const lines = [
    "pufETH Proof of Reserves: Groth16 phase 2 ceremony",
    "",
    `${type === "beacon" ? "Beacon" : "Contribution"} ${number} by ${name}, ${date}`,
    "",
    `circuit                ${circuit.name}, source hash ${circuit.sourceHash}`,
    `compiler               ${circuit.compiler.name} ${[circuit.compiler.version, ...circuit.compiler.flags].join(" ")}`,
    `r1cs SHA-256           ${circuit.r1csSha256}`,
    `powers of tau          ${ptau.name}, 2^${ptau.power}${ptau.known ? "" : " (INSECURE: not a published file)"}`,
    `powers of tau BLAKE2b  ${ptau.blake2b512}`,
    `zkey before, SHA-256   ${before}`,
    `zkey after, SHA-256    ${zkeySha256}`,
  ];
  if (beacon !== null) {
    lines.push(
      `beacon value           ${beacon.value}`,
      `beacon iterations      2^${beacon.iterationsExp}`,
      `beacon source          ${beacon.source}`,
    );
  }
  lines.push(
    "",
    "Circuit Hash:",
    formatSnarkjsHash(circuitHash),
    "Contribution Hash:",
    formatSnarkjsHash(hash),
    "",
    type === "beacon"
      ? "This value was not known to anybody when the last contribution was made."
      : "I made this contribution with randomness that I kept no copy of, and I have destroyed whatever could recover it.",
  );
  return `${lines.join("\n")}\n`;
}

/** Four lines of four words, behind two tabs: as snarkjs prints hashes. */
export function formatSnarkjsHash(hex: string): string {
  const words = hex.match(/.{8}/g) ?? [];
  return [0, 4, 8, 12].map((i) => `\t\t${words.slice(i, i + 4).join(" ")}`).join("\n");
}
