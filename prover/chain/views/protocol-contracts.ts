/**
 * The protocol's contracts as `readView` takes them: role, address and the ABI that was generated from the source.
 * @module
 */
import type { Address } from "viem";
import { beaconRootsAbi } from "../abi/beacon-roots-abi.ts";
import { blockAssetsAbi } from "../abi/block-assets-abi.ts";
import { consolidationsAbi } from "../abi/consolidations-abi.ts";
import { groth16BatchVerifierAbi } from "../abi/groth16-batch-verifier-abi.ts";
import { growthSpurtsAbi } from "../abi/growth-spurts-abi.ts";
import { pufferAssetsAbi } from "../abi/puffer-assets-abi.ts";
import { pufferRegistryAbi } from "../abi/puffer-registry-abi.ts";
import { pufferSecondOpinionAbi } from "../abi/puffer-second-opinion-abi.ts";
import { pufferSourceAbi } from "../abi/puffer-source-abi.ts";
import { reservesOracleAbi } from "../abi/reserves-oracle-abi.ts";
import { rewardsDistributorAbi } from "../abi/rewards-distributor-abi.ts";
import { validatorRegistryAbi } from "../abi/validator-registry-abi.ts";

export function oracleAt(address: Address) {
  return { role: "oracle", address, abi: reservesOracleAbi } as const;
}

export function blockAssetsAt(address: Address) {
  return { role: "oracle's block assets", address, abi: blockAssetsAbi } as const;
}

export function consolidationsAt(address: Address) {
  return { role: "consolidations contract", address, abi: consolidationsAbi } as const;
}

export function registryAt(address: Address) {
  return { role: "registry", address, abi: validatorRegistryAbi } as const;
}

export function beaconRootsAt(address: Address) {
  return { role: "beacon roots contract", address, abi: beaconRootsAbi } as const;
}

export function growthSpurtsAt(address: Address) {
  return { role: "growth spurts contract", address, abi: growthSpurtsAbi } as const;
}

export function rewardsDistributorAt(address: Address) {
  return { role: "rewards distributor", address, abi: rewardsDistributorAbi } as const;
}

export function opinionAt(address: Address) {
  return { role: "second opinion", address, abi: pufferSecondOpinionAbi } as const;
}

export function opinionAssetsAt(address: Address) {
  return { role: "second opinion's assets", address, abi: pufferAssetsAbi } as const;
}

export function opinionRegistryAt(address: Address) {
  return { role: "second opinion's registry", address, abi: pufferRegistryAbi } as const;
}

export function opinionSourceAt(address: Address) {
  return { role: "second opinion's source", address, abi: pufferSourceAbi } as const;
}

export function verifierAt(address: Address) {
  return { role: "verifier", address, abi: groth16BatchVerifierAbi } as const;
}
