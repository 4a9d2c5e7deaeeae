/**
 * Finds a verification key in the code of a verifier: its points are constants, in the order written by
 * scripts/export-verifier. A run of constants counts as the key only if all of its G1 points are on the curve. Pure.
 * @module
 */
import { PUBLIC_INPUT_COUNT, type VerificationKey } from "../../../prover/groth16/verification-key.ts";
import type { Hex } from "../../../prover/hex.ts";

const PUSH1 = 0x60;
const PUSH32 = 0x7f;
/** A coordinate is shorter with probability 2^-32. */
const LEAST_BYTES = 28;
const IC_POINTS = 17;
/** alpha, then beta, gamma and delta of four words each, then ic. */
const IC_AT = 14;
const KEY_WORDS = IC_AT + 2 * IC_POINTS;
/** Order of the base field of BN254 (EIP-196). */
const P = 21888242871839275222246405745257275088696311157297823662689037894645226208583n;

/** @returns The key without e(alpha, beta), which contracts do not need; undefined if there is none. */
export function keyInCode(code: Hex): VerificationKey | undefined {
  const words = keyWords(longConstants(code));
  return words && keyOf(words);
}

/** The constants pushed by the code, in order, that are long enough for a coordinate. */
function longConstants(code: Hex): bigint[] {
  const found: bigint[] = [];
  for (let at = 2; at < code.length; at += 2) {
    const operation = Number.parseInt(code.slice(at, at + 2), 16);
    if (operation < PUSH1 || operation > PUSH32) continue;
    const bytes = operation - PUSH1 + 1;
    const digits = code.slice(at + 2, at + 2 + 2 * bytes);
    if (bytes >= LEAST_BYTES && digits.length === 2 * bytes) found.push(BigInt(`0x${digits}`));
    at += 2 * bytes;
  }
  return found;
}

function keyWords(constants: readonly bigint[]): bigint[] | undefined {
  for (let from = 0; from + KEY_WORDS <= constants.length; from++) {
    const words = constants.slice(from, from + KEY_WORDS);
    const points = [words.slice(0, 2), ...pairs(words.slice(IC_AT))];
    if (words.every((word) => word < P) && points.every(([x, y]) => isOnCurve(x!, y!))) return words;
  }
  return undefined;
}

function isOnCurve(x: bigint, y: bigint): boolean {
  return (y * y - x * x * x - 3n) % P === 0n;
}

function keyOf(words: readonly bigint[]): VerificationKey {
  const texts = words.map(String);
  // EVM order puts the imaginary part first (EIP-197).
  const g2 = (at: number): VerificationKey["vk_beta_2"] => [
    [texts[at + 1]!, texts[at]!],
    [texts[at + 3]!, texts[at + 2]!],
    ["1", "0"],
  ];
  return {
    protocol: "groth16",
    curve: "bn128",
    nPublic: PUBLIC_INPUT_COUNT,
    vk_alpha_1: [texts[0]!, texts[1]!, "1"],
    vk_beta_2: g2(2),
    vk_gamma_2: g2(6),
    vk_delta_2: g2(10),
    IC: pairs(texts.slice(IC_AT)).map(([x, y]) => [x!, y!, "1"]),
  };
}

function pairs<T>(list: readonly T[]): T[][] {
  return Array.from({ length: list.length / 2 }, (_, i) => list.slice(2 * i, 2 * i + 2));
}
