/**
 * The Poseidon contract of three inputs: circomlib's function at a third of the gas of the contract that circomlibjs
 * generates. The 56 partial rounds use the sparse matrices of https://eprint.iacr.org/2019/458, appendix B, with the
 * constants that circomlibjs itself computes with (poseidon_opt.js); sums stay unreduced where they cannot pass 2^256.
 * Tests compare it with circomlibjs.
 * @module
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Abi, type Hex, parseAbi, toFunctionSelector } from "viem";
import { REPOSITORY_ROOT } from "../circuits/repository-root.ts";
import { StackCode } from "./stack-code.ts";

/** Field order of BN254. */
const FIELD = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;
/** Words of the state: the capacity and three inputs. */
const WORDS = 4;
const FULL_ROUNDS = 8;
const PARTIAL_ROUNDS = 56;

const SIGNATURE = "function poseidon(uint256[3]) pure returns (uint256)";

interface PoseidonConstants {
  /** Round constants: full ones, those of the partial rounds (one word each), full ones. */
  readonly C: readonly bigint[];
  /** The mix, by column. */
  readonly M: readonly (readonly bigint[])[];
  /** The mix before the partial rounds. */
  readonly P: readonly (readonly bigint[])[];
  /** Of each partial round: four factors of the new first word, three that add it to the others. */
  readonly S: readonly bigint[];
}

export interface PoseidonContract {
  readonly abi: Abi;
  /** Creation code. */
  readonly bytecode: Hex;
}

export function poseidonContract(): PoseidonContract {
  const constants = readConstants();
  const { C, M, P, S } = constants;
  const code = new StackCode();
  requireSelector(code);
  code.push(FIELD, "q");
  for (let i = 0; i < WORDS; i++) {
    // Inputs may be anything below 2^256, so this sum is reduced.
    code.copy("q").push(C[i]!);
    if (i === 0) code.push(0n);
    else code.push(BigInt(4 + 32 * (i - 1))).callDataLoad();
    code.addMod().name(word(i));
  }
  let next = WORDS;
  const half = FULL_ROUNDS / 2;
  for (let r = 0; r < half; r++) {
    for (let i = 0; i < WORDS; i++) powerOfFive(code, i, C[next++]!);
    mix(code, r === half - 1 ? P : M);
  }
  for (let r = 0; r < PARTIAL_ROUNDS; r++) {
    powerOfFive(code, 0, C[next++]!);
    partialMix(code, S.slice(r * (2 * WORDS - 1), (r + 1) * (2 * WORDS - 1)));
  }
  for (let r = 0; r < half - 1; r++) {
    for (let i = 0; i < WORDS; i++) powerOfFive(code, i, C[next++]!);
    mix(code, M);
  }
  for (let i = 0; i < WORDS; i++) powerOfFive(code, i, 0n);
  // Of the last mix one word is the answer, and it is reduced.
  code.copy("q");
  product(code, M, 0);
  code.mod().returnWord();
  return { abi: parseAbi([SIGNATURE]) as Abi, bytecode: code.creationCode() };
}

const word = (i: number): string => `s${i}`;

function requireSelector(code: StackCode): void {
  code.push(0n).callDataLoad().push(224n).shiftRight();
  code
    .push(BigInt(toFunctionSelector(SIGNATURE)))
    .equal()
    .revertUnless();
}

/** word ← word^5 + constant, below 2q. */
function powerOfFive(code: StackCode, i: number, constant: bigint): void {
  code.copy("q").copy(word(i)).copy("q").copy("q").copy(word(i)).duplicate().mulMod();
  code.duplicate().mulMod().mulMod();
  if (constant !== 0n) code.push(constant).add();
  code.assign(word(i));
}

/** Σ_j matrix[j][i]·word_j, below 4q, which is below 2^256. */
function product(code: StackCode, matrix: PoseidonConstants["M"], i: number): void {
  for (let j = 0; j < WORDS; j++) {
    code.copy("q").push(matrix[j]![i]!).copy(word(j)).mulMod();
    if (j > 0) code.add();
  }
}

function mix(code: StackCode, matrix: PoseidonConstants["M"]): void {
  for (let i = 0; i < WORDS; i++) product(code, matrix, i);
  for (let i = WORDS - 1; i >= 0; i--) code.assign(word(i));
}

/** Only the first word takes part in full; the others would grow without the reduction. */
function partialMix(code: StackCode, factors: readonly bigint[]): void {
  product(
    code,
    factors.slice(0, WORDS).map((factor) => [factor]),
    0,
  );
  for (let k = 1; k < WORDS; k++) {
    code
      .copy("q")
      .copy("q")
      .push(factors[WORDS + k - 1]!)
      .copy(word(0))
      .mulMod();
    code.copy(word(k)).addMod().assign(word(k));
  }
  code.assign(word(0));
}

function readConstants(): PoseidonConstants {
  const file = join(REPOSITORY_ROOT, "node_modules/circomlibjs/src/poseidon_constants_opt.json");
  const all = JSON.parse(readFileSync(file, "utf8")) as Record<"C" | "M" | "P" | "S", unknown[]>;
  // The n-th entry is for a state of n + 2 words.
  const at = WORDS - 2;
  const list = (values: unknown) => (values as string[]).map(BigInt);
  const table = (values: unknown) => (values as string[][]).map((row) => row.map(BigInt));
  return { C: list(all.C[at]), S: list(all.S[at]), M: table(all.M[at]), P: table(all.P[at]) };
}
