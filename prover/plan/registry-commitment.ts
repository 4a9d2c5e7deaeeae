/**
 * The registry chain: c_0 = 0, c_{i+1} = Poseidon(c_i, validatorIndex, principalGwei). The circuit, the contract
 * that circomlibjs generates and this file compute the same function (ARCHITECTURE §2.3).
 * @module
 */
import { buildPoseidon, type Poseidon } from "circomlibjs";
import type { RegistryEntry } from "./registry.ts";

let poseidon: Promise<Poseidon> | undefined;

/** All prefixes of the chain: `result[i]` commits to the first i validators, `result[0]` is 0. */
export async function registryCommitments(registry: readonly RegistryEntry[]): Promise<bigint[]> {
  poseidon ??= buildPoseidon();
  const hash = await poseidon;
  const chain = [0n];
  for (const { index, principalGwei } of registry) {
    chain.push(hash.F.toObject(hash([chain.at(-1)!, BigInt(index), principalGwei])));
  }
  return chain;
}

/** Commitment to the whole registry. */
export async function registryCommitment(registry: readonly RegistryEntry[]): Promise<bigint> {
  return (await registryCommitments(registry)).at(-1)!;
}
