/**
 * Known answers for the contracts' libraries, from implementations that share no code with them.
 * @module
 */
import { createHash } from "node:crypto";
import { ssz } from "@lodestar/types";
import { toHex } from "viem";
import { poseidonContract } from "../../scripts/contracts/poseidon-contract.ts";
import { poseidonOfCircomlib } from "../support/poseidon.ts";

/** Creation code of the Poseidon contract, and the registry chain after each entry. */
export async function poseidonVectors() {
  const poseidon = await poseidonOfCircomlib();
  const entries = Array.from({ length: 12 }, (_, k) => ({
    index: k === 11 ? 2n ** 40n - 1n : BigInt(k * k + 1),
    principalGwei: k === 7 ? 2n ** 64n - 1n : 32_000_000_000n + BigInt(k),
  }));
  let chain = 0n;
  const commitments = entries.map(({ index, principalGwei }) => {
    chain = BigInt(poseidon.F.toString(poseidon([chain, index, principalGwei])));
    return chain;
  });
  return {
    creationCode: poseidonContract().bytecode,
    indices: entries.map(({ index }) => index),
    principalsGwei: entries.map(({ principalGwei }) => principalGwei),
    commitments,
  };
}

/** Headers with edge values in their integers, and their hash tree roots. */
export function headerVectors() {
  const integers = [0, 1, 255, 256, 7_643_648, 2 ** 32, Number.MAX_SAFE_INTEGER];
  const headers = integers.map((integer, k) => ({
    slot: integer,
    proposerIndex: integers[integers.length - 1 - k]!,
    parentRoot: digest(`parent ${k}`),
    stateRoot: digest(`state ${k}`),
    bodyRoot: digest(`body ${k}`),
  }));
  return {
    slots: headers.map(({ slot }) => BigInt(slot)),
    proposerIndices: headers.map(({ proposerIndex }) => BigInt(proposerIndex)),
    parentRoots: headers.map(({ parentRoot }) => toHex(parentRoot)),
    stateRoots: headers.map(({ stateRoot }) => toHex(stateRoot)),
    bodyRoots: headers.map(({ bodyRoot }) => toHex(bodyRoot)),
    roots: headers.map((header) => toHex(ssz.phase0.BeaconBlockHeader.hashTreeRoot(header))),
  };
}

function digest(text: string): Uint8Array {
  return new Uint8Array(createHash("sha256").update(text).digest());
}
