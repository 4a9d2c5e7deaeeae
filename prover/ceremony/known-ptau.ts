/**
 * The prepared files of the perpetual powers of tau for BN254 (54 contributions and a beacon), by their published hashes.
 * Source: node_modules/snarkjs/README.md (snarkjs 0.7.6, https://github.com/iden3/snarkjs, "Prepare phase 2", table of
 * prepared ptau files): BLAKE2b-512 of the whole file, as `b2sum` prints it. A test compares this table with that one.
 * @module
 */

export interface KnownPtau {
  /** The file holds 2^power powers: enough for a circuit of that many constraints. */
  readonly power: number;
  readonly name: string;
  /** Lower-case hex. */
  readonly blake2b512: string;
}

export const KNOWN_PTAU: readonly KnownPtau[] = [
  {
    power: 15,
    name: "powersOfTau28_hez_final_15.ptau",
    blake2b512:
      "982372c867d229c236091f767e703253249a9b432c1710b4f326306bfa2428a17b06240359606cfe4d580b10a5a1f63fbed499527069c18ae17060472969ae6e",
  },
  {
    power: 16,
    name: "powersOfTau28_hez_final_16.ptau",
    blake2b512:
      "6a6277a2f74e1073601b4f9fed6e1e55226917efb0f0db8a07d98ab01df1ccf43eb0e8c3159432acd4960e2f29fe84a4198501fa54c8dad9e43297453efec125",
  },
  {
    power: 17,
    name: "powersOfTau28_hez_final_17.ptau",
    blake2b512:
      "6247a3433948b35fbfae414fa5a9355bfb45f56efa7ab4929e669264a0258976741dfbe3288bfb49828e5df02c2e633df38d2245e30162ae7e3bcca5b8b49345",
  },
  {
    power: 18,
    name: "powersOfTau28_hez_final_18.ptau",
    blake2b512:
      "7e6a9c2e5f05179ddfc923f38f917c9e6831d16922a902b0b4758b8e79c2ab8a81bb5f29952e16ee6c5067ed044d7857b5de120a90704c1d3b637fd94b95b13e",
  },
  {
    power: 19,
    name: "powersOfTau28_hez_final_19.ptau",
    blake2b512:
      "bca9d8b04242f175189872c42ceaa21e2951e0f0f272a0cc54fc37193ff6648600eaf1c555c70cdedfaf9fb74927de7aa1d33dc1e2a7f1a50619484989da0887",
  },
  {
    power: 20,
    name: "powersOfTau28_hez_final_20.ptau",
    blake2b512:
      "89a66eb5590a1c94e3f1ee0e72acf49b1669e050bb5f93c73b066b564dca4e0c7556a52b323178269d64af325d8fdddb33da3a27c34409b821de82aa2bf1a27b",
  },
  {
    power: 21,
    name: "powersOfTau28_hez_final_21.ptau",
    blake2b512:
      "9aef0573cef4ded9c4a75f148709056bf989f80dad96876aadeb6f1c6d062391f07a394a9e756d16f7eb233198d5b69407cca44594c763ab4a5b67ae73254678",
  },
  {
    power: 22,
    name: "powersOfTau28_hez_final_22.ptau",
    blake2b512:
      "0d64f63dba1a6f11139df765cb690da69d9b2f469a1ddd0de5e4aa628abb28f787f04c6a5fb84a235ec5ea7f41d0548746653ecab0559add658a83502d1cb21b",
  },
  {
    power: 23,
    name: "powersOfTau28_hez_final_23.ptau",
    blake2b512:
      "3063a0bd81d68711197c8820a92466d51aeac93e915f5136d74f63c394ee6d88c5e8016231ea6580bec02e25d491f319d92e77f5c7f46a9caa8f3b53c0ea544f",
  },
  {
    power: 24,
    name: "powersOfTau28_hez_final_24.ptau",
    blake2b512:
      "fa404d140d5819d39984833ca5ec3632cd4995f81e82db402371a4de7c2eae8687c62bc632a95b0c6aadba3fb02680a94e09174b7233ccd26d78baca2647c733",
  },
];
